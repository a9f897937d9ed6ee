import { decodeImage } from '../../../data/decode/decodeImage.ts'
import { measureInTiff, measureObjects } from '../../../data/export/measureObjects.ts'
import { isTiff } from '../../../data/media/inspectImage.ts'
import { openTiff } from '../../../data/tiff/openTiff.ts'
import type { Handlers, MediaMethods } from '../../protocol.ts'
import { makeLimiter } from './makeLimiter.ts'

const limit = makeLimiter(1)

/** Objects in figures, from the picture's own pixels. */
export const measure: Handlers<MediaMethods>['measure'] = ({ file, instances }, { signal }) =>
  limit(async () => {
    if (await isTiff(file, '')) {
      return measureInTiff(await openTiff(file, 'The picture'), instances, signal)
    }
    const { pixels } = await decodeImage(file, (whole) => whole)
    signal.throwIfAborted()
    return measureObjects(pixels, instances)
  }, signal)
