import { exportPictures } from '../../../data/export/exportPictures.ts'
import { LIMN_VERSION } from '../../../domain/version.ts'
import type { Handlers, MediaMethods } from '../../protocol.ts'

export const exportFiles: Handlers<MediaMethods>['export'] = (request, { signal, report }) =>
  exportPictures(request, {
    version: LIMN_VERSION,
    date: new Date(),
    signal,
    onProgress: report,
  })
