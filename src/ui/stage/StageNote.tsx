import { MAX_IMAGE_PIXELS } from '../../domain/image.ts'
import { currentImage } from '../../store/selectors.ts'
import { formatCount } from '../format.ts'
import { useLimn } from '../useLimn.ts'

/** Says of a picture too large to be shown as it is what one sees, and what the models see. */
export function StageNote() {
  const image = useLimn(currentImage)
  const size = image?.size ?? null
  const preview = image?.preview ?? null
  if (size === null || preview === null || preview.size.width === size.width) return null
  const times = Math.round(size.width / preview.size.width)
  return (
    <p className="stage-note">
      Large picture: {formatCount(size.width)} × {formatCount(size.height)}, shown {times}× smaller.{' '}
      {size.width * size.height > MAX_IMAGE_PIXELS
        ? 'U-Net and FCN look at it window by window, at full size.'
        : 'Models see all of its pixels.'}
    </p>
  )
}
