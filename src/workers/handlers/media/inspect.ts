import { inspectImage } from '../../../data/media/inspectImage.ts'
import type { Handlers, MediaMethods } from '../../protocol.ts'
import { makeLimiter } from './makeLimiter.ts'

/** A decoded picture of 50 megapixels is 200 MB, so that few are held at a time. */
const limit = makeLimiter(2)

export const inspect: Handlers<MediaMethods>['inspect'] = (request, { signal }) =>
  limit(() => inspectImage(request, signal), signal)
