import { decodeImage } from '../../data/decode/decodeImage.ts'
import type { Detection } from '../../domain/detection.ts'
import type { Instance } from '../../domain/instance.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { traceOutline } from '../../domain/mask/outline.ts'
import type { EngineSession } from '../engineSession.ts'
import type { SegmentOptions, SegmentProgress, SegmentResult } from '../protocol.ts'
import { createStopwatch } from './stopwatch.ts'

/** Where in the whole job each step ends. */
const DECODED = 0.05
const BUILT = 0.2

/** Finds and masks with one model of the library. Runs in the engine's queue. */
export async function segmentWithModel(
  session: EngineSession,
  {
    modelId,
    file,
    options,
  }: { readonly modelId: string; readonly file: Blob; readonly options: SegmentOptions },
  {
    signal,
    report,
  }: { readonly signal: AbortSignal; readonly report: (progress: SegmentProgress) => void },
): Promise<SegmentResult> {
  const lap = createStopwatch()
  const { guard } = session.requireBackend()
  report({ step: 'decoding', fraction: 0, found: [] })
  const { size, pixels } = await decodeImage(file, (whole) => whole)
  signal.throwIfAborted()
  const decodeMs = lap()

  report({ step: 'detecting', fraction: DECODED, found: [] })
  const { model, record } = await session.libraryModels.require(modelId, { guard, signal })
  const detections = await guard(() =>
    model.detect(pixels, {
      scoreFloor: options.scoreFloor,
      maxOverlap: options.maxOverlap,
      maxDetections: options.maxInstances,
      signal,
      onProgress: (share) =>
        report({ step: 'detecting', fraction: BUILT + (1 - BUILT) * share, found: [] }),
    }),
  )
  const detectMs = lap()
  const instances = detections.flatMap((detection) => toInstance(detection, record.classes))
  report({ step: 'masking', fraction: 1, found: instances })
  return { size, instances, timings: { decodeMs, encodeMs: 0, detectMs, maskMs: lap() } }
}

/** Empty masks are left out. */
function toInstance(
  { label, score, box, mask }: Detection,
  classes: readonly string[],
): readonly Instance[] {
  const area = maskArea(mask)
  if (area === 0) return []
  return [
    {
      id: crypto.randomUUID(),
      label: classes[label] ?? `class ${label}`,
      score,
      origin: 'detected',
      detectionBox: box,
      prompt: { points: [], box },
      mask,
      area,
      box: maskBox(mask),
      outline: traceOutline(mask),
      // The model says how sure it is of the object, not how well the mask fits.
      predictedIou: score,
      logitsId: null,
    },
  ]
}
