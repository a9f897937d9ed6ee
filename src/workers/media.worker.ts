import { exportFiles } from './handlers/media/exportFiles.ts'
import { inspect } from './handlers/media/inspect.ts'
import { measure } from './handlers/media/measure.ts'
import { unpack } from './handlers/media/unpack.ts'
import type { MediaMethods } from './protocol.ts'
import { serve } from './rpc.ts'

declare const self: DedicatedWorkerGlobalScope

serve<MediaMethods>({ inspect, unpack, export: exportFiles, measure }, self)
