import { decodeImage } from '../../data/decode/decodeImage.ts'
import type { ImageId, ImageSize } from '../../domain/image.ts'
import type { PixelData } from '../../models/pixelData.ts'
import { SamFrame } from '../../models/sam/samFrame.ts'
import type { EmbeddedImage, EngineSession } from '../engineSession.ts'
import type { SegmentProgress } from '../protocol.ts'
import { createStopwatch } from './stopwatch.ts'

export interface EmbedOptions {
  readonly signal: AbortSignal
  readonly report: (progress: SegmentProgress) => void
  /** The fraction of the whole job at which the embedding is there. */
  readonly endsAt: number
}

export interface PreparedImage extends EmbeddedImage {
  /** Scaled to SAM's network frame. */
  readonly pixels: PixelData
  readonly decodeMs: number
  /** 0 when the embedding was still in memory. */
  readonly encodeMs: number
}

/** Of the way to the embedding; the encoder takes the rest. */
const DECODING_SHARE = 0.05

/** Decodes a picture and encodes it, unless its embedding is still kept. */
export async function prepareImage(
  session: EngineSession,
  { imageId, file }: { readonly imageId: ImageId; readonly file: Blob },
  { signal, report, endsAt }: EmbedOptions,
): Promise<PreparedImage> {
  const lap = createStopwatch()
  report({ step: 'decoding', fraction: 0, found: [] })
  const { size, pixels } = await decodeForModels(file)
  signal.throwIfAborted()
  const decodeMs = lap()

  const start = DECODING_SHARE * endsAt
  report({ step: 'encoding', fraction: start, found: [] })
  const kept = session.embeddings.get(imageId)
  if (kept !== undefined) return { ...kept, pixels, decodeMs, encodeMs: 0 }
  const { sam } = session.requireModels()
  const onProgress = (share: number) =>
    report({ step: 'encoding', fraction: start + (endsAt - start) * share, found: [] })
  const embedding = await session
    .requireBackend()
    .guard(() => sam.encode(pixels, { signal, onProgress }))
  session.embeddings.set(imageId, { size, embedding })
  return { size, embedding, pixels, decodeMs, encodeMs: lap() }
}

/** The kept embedding of a picture at once, else what `prepareImage` makes of it. */
export async function embedImage(
  session: EngineSession,
  image: { readonly imageId: ImageId; readonly file: Blob },
  options: EmbedOptions,
): Promise<EmbeddedImage> {
  return session.embeddings.get(image.imageId) ?? prepareImage(session, image, options)
}

function decodeForModels(file: Blob): Promise<{ size: ImageSize; pixels: PixelData }> {
  return decodeImage(file, (size) => new SamFrame(size).networkSize)
}
