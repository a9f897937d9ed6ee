import { decodeImage } from '../../../data/decode/decodeImage.ts'
import { measureObjects } from '../../../data/export/measureObjects.ts'
import type { Handlers, MediaMethods } from '../../protocol.ts'
import { makeLimiter } from './makeLimiter.ts'

const limit = makeLimiter(1)

/** Objects in figures, from the picture's own pixels. */
export const measure: Handlers<MediaMethods>['measure'] = ({ file, instances }, { signal }) =>
  limit(async () => {
    const { pixels } = await decodeImage(file, (whole) => whole)
    signal.throwIfAborted()
    return measureObjects(pixels, instances)
  }, signal)
