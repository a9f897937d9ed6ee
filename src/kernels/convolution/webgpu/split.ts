import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { ConvolutionGeometry } from '../convolutionGeometry.ts'

/** Invocations that keep a laptop GPU busy: some 2,000 lanes, several times over. */
const ENOUGH_INVOCATIONS = 8192
/** Pixels that a part sums at least, so that writing and adding the parts stays small beside it. */
const FEWEST_PIXELS = 64
/** Bytes that all parts may take together. */
const MOST_BYTES = 64 * 2 ** 20

/** How a sum over pixels is divided: `parts` sums of `rows` rows of the map. */
export interface Split {
  readonly parts: number
  readonly rows: number
}

/** As many parts as make enough invocations; the same for the same shapes and limits, so that sums repeat. */
export function planSplit(
  { device }: WebGPUBackend,
  { batch, outHeight, outWidth }: ConvolutionGeometry,
  whole: { readonly invocations: number; readonly values: number },
): Split {
  const allRows = batch * outHeight
  const fewestRows = Math.ceil(FEWEST_PIXELS / outWidth)
  const bytes = Math.min(MOST_BYTES, device.limits.maxStorageBufferBindingSize)
  const wanted = Math.min(
    Math.ceil(ENOUGH_INVOCATIONS / whole.invocations),
    Math.floor(allRows / fewestRows),
    Math.floor(bytes / (whole.values * 4)),
  )
  const rows = Math.ceil(allRows / Math.max(wanted, 1))
  return { parts: Math.ceil(allRows / rows), rows }
}
