import type { ImageSize } from '../../domain/image.ts'
import type { Instance, PromptPoint } from '../../domain/instance.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { boxIou, type Box } from '../../domain/box.ts'
import { maskIou } from '../../domain/mask/iou.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import type { MaskCandidate } from '../../models/sam/sam.ts'
import { LOGITS_SIDE, SamFrame } from '../../models/sam/samFrame.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import type { EverythingOptions } from '../protocol.ts'
import { prepareImage } from './embedImage.ts'
import { maskFromLogits } from './maskFromLogits.ts'
import { pointGrid } from './pointGrid.ts'
import { stabilityScore } from './stabilityScore.ts'
import { createStopwatch } from './stopwatch.ts'
import { toSegment } from './toSegment.ts'

/** Points in one decoder pass. */
const BUCKET = 16
/** Kept masks brought to image resolution and reported together. */
const REPORTED_TOGETHER = 16
const ENCODED = 0.3
const PROMPTED = 0.95
const LABEL = 'object'

/** A mask that passed the filters, at the resolution of the logits, where comparing is cheap. */
interface Found {
  readonly candidate: MaskCandidate
  readonly point: PromptPoint
  readonly mask: MaskRle
  readonly box: Box
}

/**
 * Masks for everything, class-less, as SAM's automatic mask generator makes them: a grid of clicks, three masks each,
 * the good and stable ones, and of those that overlap the best (segment_anything/automatic_mask_generator.py).
 */
export function everythingHandler(session: EngineSession): EngineHandler<'everything'> {
  return ({ imageId, file, options }, { signal, report }) =>
    session.queue.run(
      async () => {
        const { sam } = session.requireModels()
        const { guard } = session.requireBackend()
        const { size, embedding, decodeMs, encodeMs } = await prepareImage(
          session,
          { imageId, file },
          { signal, report, endsAt: ENCODED },
        )
        const lap = createStopwatch()

        report({ step: 'masking', fraction: ENCODED, found: [] })
        const frame = new SamFrame(size)
        const grid = pointGrid(options.pointsPerSide, size)
        const good: Found[] = []
        for (let done = 0; done < grid.length; done += BUCKET) {
          const points = grid
            .slice(done, done + BUCKET)
            .map((point): PromptPoint => ({ ...point, positive: true }))
          const prompts = points.map((point) => ({ points: [frame.toNetworkPoint(point)] }))
          const masks = await guard(() => sam.decode(embedding, prompts, { signal, masks: 'all' }))
          points.forEach((point, i) => {
            for (const candidate of masks[i] ?? []) {
              const found = keepIfGood(candidate, point, frame, options)
              if (found !== null) good.push(found)
            }
          })
          const share = Math.min(done + BUCKET, grid.length) / grid.length
          report({ step: 'masking', fraction: ENCODED + (PROMPTED - ENCODED) * share, found: [] })
        }

        const kept = suppressOverlappingMasks(good, options.maxOverlap)
        const instances: Instance[] = []
        for (let done = 0; done < kept.length; done += REPORTED_TOGETHER) {
          signal.throwIfAborted()
          const found = kept
            .slice(done, done + REPORTED_TOGETHER)
            .flatMap(({ candidate, point }) => toInstance(session, imageId, size, candidate, point))
          instances.push(...found)
          const share = Math.min(done + REPORTED_TOGETHER, kept.length) / kept.length
          report({ step: 'masking', fraction: PROMPTED + (1 - PROMPTED) * share, found })
        }
        report({ step: 'masking', fraction: 1, found: [] })
        return { size, instances, timings: { decodeMs, encodeMs, detectMs: 0, maskMs: lap() } }
      },
      { signal },
    )
}

function keepIfGood(
  candidate: MaskCandidate,
  point: PromptPoint,
  frame: SamFrame,
  { minPredictedIou, minStability, minAreaShare }: EverythingOptions,
): Found | null {
  if (candidate.predictedIou < minPredictedIou) return null
  const covered = frame.logitsSize
  if (stabilityScore(candidate.logits, LOGITS_SIDE, covered) < minStability) return null
  const gridSize = { width: Math.ceil(covered.width), height: Math.ceil(covered.height) }
  const mask = maskFromLogits({ logits: candidate.logits, side: LOGITS_SIDE, covered }, gridSize)
  if (maskArea(mask) < minAreaShare * gridSize.width * gridSize.height) return null
  return { candidate, point, mask, box: maskBox(mask) }
}

/** Greedy non-maximum suppression on masks, best predicted IoU first. */
export function suppressOverlappingMasks<
  Entry extends Pick<Found, 'mask' | 'box'> & {
    readonly candidate: Pick<MaskCandidate, 'predictedIou'>
  },
>(entries: readonly Entry[], maxOverlap: number): Entry[] {
  const kept: Entry[] = []
  const best = [...entries].sort((a, b) => b.candidate.predictedIou - a.candidate.predictedIou)
  for (const entry of best) {
    const overlaps = kept.some(
      (other) =>
        // Disjoint boxes spare the walk over the runs.
        boxIou(other.box, entry.box) > 0 && maskIou(other.mask, entry.mask) > maxOverlap,
    )
    if (!overlaps) kept.push(entry)
  }
  return kept
}

function toInstance(
  session: EngineSession,
  imageId: string,
  size: ImageSize,
  candidate: MaskCandidate,
  point: PromptPoint,
): Instance[] {
  const segment = toSegment(session, imageId, size, candidate)
  if (segment === null) return []
  return [
    {
      ...segment,
      id: crypto.randomUUID(),
      label: LABEL,
      score: segment.predictedIou,
      origin: 'everything',
      detectionBox: segment.box,
      prompt: { points: [point], box: null },
    },
  ]
}
