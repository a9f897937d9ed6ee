import { decodeImage } from '../../data/decode/decodeImage.ts'
import { isTiff } from '../../data/media/inspectImage.ts'
import { TiffReader } from '../../data/tiff/tiffReader.ts'
import type { Detection } from '../../domain/detection.ts'
import type { ImageId, ImageSize } from '../../domain/image.ts'
import type { Instance } from '../../domain/instance.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { traceOutline } from '../../domain/mask/outline.ts'
import type { DecodeOptions } from '../../domain/regions/decodeInstances.ts'
import { SemanticModel } from '../../models/semantic/semanticModel.ts'
import type { PictureReader } from '../../models/semantic/pictureReader.ts'
import type { DetectOptions, TrainableModel } from '../../models/trainableModel.ts'
import type { PixelData } from '../../models/pixelData.ts'
import type { BuiltModel } from '../libraryModels.ts'
import type { EngineSession } from '../engineSession.ts'
import type { SegmentOptions, SegmentProgress, SegmentResult, WindowCount } from '../protocol.ts'
import { createStopwatch } from './stopwatch.ts'

/** Where in the whole job each step ends. */
const DECODED = 0.05
const BUILT = 0.2
/** The best so many objects of a picture are taken: each has an outline that the page holds and draws. */
const MOST_OBJECTS = 20_000

export interface ModelRequest {
  readonly imageId: ImageId
  readonly modelId: string
  readonly file: Blob
  readonly options: SegmentOptions
  /** Of a model that names every pixel. */
  readonly decoding?: DecodeOptions | undefined
}

/** Finds and masks with one model of the library. Runs in the engine's queue. */
export async function segmentWithModel(
  session: EngineSession,
  { imageId, modelId, file, options, decoding }: ModelRequest,
  {
    signal,
    report,
  }: { readonly signal: AbortSignal; readonly report: (progress: SegmentProgress) => void },
): Promise<SegmentResult> {
  const lap = createStopwatch()
  const { guard } = session.requireBackend()
  report({ step: 'decoding', fraction: 0, found: [] })
  const built = await session.libraryModels.require(modelId, { guard, signal })
  let windows: { windows?: WindowCount } = {}
  const asked: DetectOptions = {
    scoreFloor: options.scoreFloor,
    maxOverlap: options.maxOverlap,
    // A field under a microscope holds more objects than a photo.
    maxDetections: built.model instanceof SemanticModel ? MOST_OBJECTS : options.maxInstances,
    signal,
    onProgress: (share) =>
      report({ step: 'detecting', fraction: BUILT + (1 - BUILT) * share, found: [], ...windows }),
    onWindow: (window) => (windows = { windows: window }),
  }
  const known = decodeKept(session, built, { imageId, decoding, asked })
  if (known !== null) {
    const instances = known.detections.flatMap((one) => toInstance(one, built.record.classes))
    report({ step: 'masking', fraction: 1, found: instances })
    const timings = { decodeMs: 0, encodeMs: 0, detectMs: 0, maskMs: lap() }
    return { size: known.size, instances, timings }
  }

  const { model, record } = built
  const { size, pixels } = await openPicture(file, model)
  signal.throwIfAborted()
  const decodeMs = lap()
  report({ step: 'detecting', fraction: DECODED, found: [] })
  const detections = await guard(() =>
    model instanceof SemanticModel
      ? detectByMaps(session, built, { imageId, model, pixels, decoding, asked })
      : detectAtOnce(model, pixels, asked),
  )
  const detectMs = lap()
  const instances = detections.flatMap((detection) => toInstance(detection, record.classes))
  report({ step: 'masking', fraction: 1, found: instances })
  return { size, instances, timings: { decodeMs, encodeMs: 0, detectMs, maskMs: lap() } }
}

/** A TIFF too large to be taken at once is read part by part by a model that can; whatever else there is, as a whole. */
async function openPicture(
  file: Blob,
  model: TrainableModel,
): Promise<{ readonly size: ImageSize; readonly pixels: PixelData | PictureReader }> {
  if (model instanceof SemanticModel && (await isTiff(file, ''))) {
    const reader = await TiffReader.open(file, 'The picture')
    if (!model.fitsWhole(reader.size)) return { size: reader.size, pixels: readerOfTiff(reader) }
  }
  return decodeImage(file, (whole) => whole)
}

function readerOfTiff(reader: TiffReader): PictureReader {
  return {
    size: reader.size,
    read: (box) => reader.read(box),
    overview: (signal) => reader.overview(signal),
  }
}

function detectAtOnce(
  model: TrainableModel,
  pixels: PixelData | PictureReader,
  asked: DetectOptions,
): Promise<readonly Detection[]> {
  if ('read' in pixels) throw new Error('Only a semantic model is given a picture part by part.')
  return model.detect(pixels, asked)
}

interface MapsRequest {
  readonly imageId: ImageId
  readonly decoding: DecodeOptions | undefined
  readonly asked: DetectOptions
}

/** The objects in maps that an earlier look at this picture with this model left; null when there are none. */
function decodeKept(
  session: EngineSession,
  built: BuiltModel,
  { imageId, decoding, asked }: MapsRequest,
) {
  const kept = session.maps.get(imageId)
  if (!(built.model instanceof SemanticModel) || kept?.modelKey !== keyOf(built)) return null
  return {
    size: kept.maps.size,
    detections: built.model.decode(kept.maps, asked, decoding),
  }
}

/** Keeps the maps, so that other settings are answered at once; a picture too large for that is decoded in parts. */
async function detectByMaps(
  session: EngineSession,
  built: BuiltModel,
  {
    imageId,
    model,
    pixels,
    decoding,
    asked,
  }: MapsRequest & { readonly model: SemanticModel; readonly pixels: PixelData | PictureReader },
): Promise<readonly Detection[]> {
  if ('read' in pixels || !model.fitsWhole(pixels)) return model.detect(pixels, asked, decoding)
  const maps = await model.predict(pixels, asked)
  session.maps.set(imageId, { modelKey: keyOf(built), maps })
  return model.decode(maps, asked, decoding)
}

function keyOf({ record }: BuiltModel): string {
  return `${record.id}:${record.sha256}`
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
