import type { BackendName } from '../protocol.ts'

/** WebAssembly addresses 4 GB. */
const WASM_BYTES = 4 * 2 ** 30
/** What a backend takes over its tensors, for gaps, scratch and idle buffers: up to 1.75 was measured (docs/training.md). */
const OVERHEAD = 1.75
/** What a device is taken to have when the browser does not say, GB. */
const USUAL_DEVICE_GB = 4

/**
 * What tensors may take here. A backend gets half of what the browser says that the device has (rounded, and not all of a
 * large one), the rest being for the page, the pictures and everything else that runs; on WebAssembly no more than it can
 * address.
 */
export function memoryLimit(
  backend: BackendName,
  deviceGb: number | undefined = deviceMemory(),
): number {
  const half = ((deviceGb ?? USUAL_DEVICE_GB) / 2) * 2 ** 30
  return (backend === 'wasm' ? Math.min(half, WASM_BYTES) : half) / OVERHEAD
}

/** In GB; undefined where the browser does not say. */
function deviceMemory(): number | undefined {
  // Node, where the specs run, need not have one.
  const scope: { readonly navigator?: object } = globalThis
  const navigator = scope.navigator ?? {}
  return 'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number'
    ? navigator.deviceMemory
    : undefined
}
