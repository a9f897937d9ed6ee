import { decodeImage } from '../../data/decode/decodeImage.ts'
import type { ImageId, ImageSize } from '../../domain/image.ts'
import type { PixelData } from '../../models/pixelData.ts'
import { SamFrame } from '../../models/sam/samFrame.ts'
import type { EmbeddedImage, EngineSession } from '../engineSession.ts'

export interface EmbedOptions {
  readonly signal: AbortSignal
  /** Share of the encoder that is done, 0 to 1. */
  readonly onProgress: (fraction: number) => void
}

export interface DecodedPixels {
  readonly size: ImageSize
  /** Scaled to SAM's network frame. */
  readonly pixels: PixelData
}

export function decodeForModels(file: Blob): Promise<DecodedPixels> {
  return decodeImage(file, (size) => new SamFrame(size).networkSize)
}

/** Encodes a picture and keeps its embedding, so that a click on it answers at once. */
export async function embedImage(
  session: EngineSession,
  imageId: ImageId,
  { size, pixels }: DecodedPixels,
  { signal, onProgress }: EmbedOptions,
): Promise<EmbeddedImage> {
  const kept = session.embeddings.get(imageId)
  if (kept !== undefined) return kept
  const { sam } = session.requireModels()
  const embedding = await session
    .requireBackend()
    .guard(() => sam.encode(pixels, { signal, onProgress }))
  const embedded = { size, embedding }
  session.embeddings.set(imageId, embedded)
  return embedded
}
