import type { ImageId, ImageSize } from '../../domain/image.ts'
import type { Segment } from '../../domain/instance.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { traceOutline } from '../../domain/mask/outline.ts'
import type { MaskCandidate } from '../../models/sam/sam.ts'
import { LOGITS_SIDE, SamFrame } from '../../models/sam/samFrame.ts'
import type { EngineSession } from '../engineSession.ts'
import { maskFromLogits } from './maskFromLogits.ts'

/** What the decoder found, in the image frame with all that derives from it; null when the mask is empty. */
export function toSegment(
  session: EngineSession,
  imageId: ImageId,
  size: ImageSize,
  { logits, predictedIou }: MaskCandidate,
): Segment | null {
  const covered = new SamFrame(size).logitsSize
  const mask = maskFromLogits({ logits, side: LOGITS_SIDE, covered }, size)
  const area = maskArea(mask)
  if (area === 0) return null
  return {
    mask,
    area,
    box: maskBox(mask),
    outline: traceOutline(mask),
    // The decoder regresses it and may say a little more than 1.
    predictedIou: Math.min(Math.max(predictedIou, 0), 1),
    logitsId: session.keepLogits(imageId, logits),
  }
}
