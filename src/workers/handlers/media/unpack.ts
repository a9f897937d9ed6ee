import { unpackArchive } from '../../../data/media/unpackArchive.ts'
import type { Handlers, MediaMethods } from '../../protocol.ts'

export const unpack: Handlers<MediaMethods>['unpack'] = (request, { signal, report }) =>
  unpackArchive(request, {
    signal,
    onFound: (picture, fraction) => report({ fraction, found: [picture] }),
  })
