import type { ImageId, ImageSize } from '../../domain/image.ts'
import type { Instance } from '../../domain/instance.ts'
import type { Detection } from '../../models/cocoSsd/cocoSsd.ts'
import type { MaskCandidate } from '../../models/sam/sam.ts'
import { SamFrame } from '../../models/sam/samFrame.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { prepareImage } from './embedImage.ts'
import { segmentWithModel } from './segmentWithModel.ts'
import { createStopwatch } from './stopwatch.ts'
import { toSegment } from './toSegment.ts'

/** Boxes in one decoder pass; what a pass finds is reported before the next. */
const BUCKET = 16
/** Where in the whole job each step ends, by how long they take. */
const ENCODED = 0.75
const DETECTED = 0.8

/** Detects, then masks every box in batched decoder passes, best boxes first. */
export function segmentHandler(session: EngineSession): EngineHandler<'segment'> {
  return ({ imageId, file, options, modelId = null, decoding }, { signal, report }) =>
    session.queue.run(
      async () => {
        if (modelId !== null) {
          const request = { imageId, modelId, file, options, decoding }
          return segmentWithModel(session, request, { signal, report })
        }
        const { detector, sam } = session.requireModels()
        const { guard } = session.requireBackend()
        const image = await prepareImage(
          session,
          { imageId, file },
          { signal, report, endsAt: ENCODED },
        )
        const lap = createStopwatch()

        report({ step: 'detecting', fraction: ENCODED, found: [] })
        const detections = await guard(() =>
          detector.detect(image.pixels, {
            imageSize: image.size,
            scoreFloor: options.scoreFloor,
            maxOverlap: options.maxOverlap,
            maxDetections: options.maxInstances,
            signal,
          }),
        )
        const detectMs = lap()

        report({ step: 'masking', fraction: DETECTED, found: [] })
        const frame = new SamFrame(image.size)
        const instances: Instance[] = []
        for (let done = 0; done < detections.length; done += BUCKET) {
          const bucket = detections.slice(done, done + BUCKET)
          const prompts = bucket.map(({ box }) => ({ points: [], box: frame.toNetworkBox(box) }))
          const masks = await guard(() => sam.decode(image.embedding, prompts, { signal }))
          const found = bucket.flatMap((detection, i) =>
            toInstance(session, imageId, image.size, detection, masks[i]?.[0]),
          )
          instances.push(...found)
          const share = Math.min(done + BUCKET, detections.length) / detections.length
          report({ step: 'masking', fraction: DETECTED + (1 - DETECTED) * share, found })
        }
        report({ step: 'masking', fraction: 1, found: [] })
        const { size, decodeMs, encodeMs } = image
        return { size, instances, timings: { decodeMs, encodeMs, detectMs, maskMs: lap() } }
      },
      { signal },
    )
}

function toInstance(
  session: EngineSession,
  imageId: ImageId,
  size: ImageSize,
  { label, score, box }: Detection,
  candidate: MaskCandidate | undefined,
): Instance[] {
  const segment = candidate === undefined ? null : toSegment(session, imageId, size, candidate)
  if (segment === null) return []
  const id = crypto.randomUUID()
  const prompt = { points: [], box }
  return [{ ...segment, id, label, score, origin: 'detected', detectionBox: box, prompt }]
}
