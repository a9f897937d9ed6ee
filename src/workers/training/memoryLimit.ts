import type { BackendName } from '../protocol.ts'

/** WebAssembly addresses 4 GB. */
const WASM_BYTES = 4 * 2 ** 30
/** What the heap takes over its tensors, for gaps and scratch: 1.25 to 1.6 was measured (docs/training.md). */
const WASM_OVERHEAD = 1.6
/** What a device is taken to have when the browser does not say, GB. */
const USUAL_DEVICE_GB = 4

/**
 * What tensors may take here: half of what the browser says that the device has (it says 8 GB for more), the rest being
 * for the page, the pictures and everything else that runs; on WebAssembly no more than it can address.
 */
export function memoryLimit(
  backend: BackendName,
  deviceGb: number | undefined = deviceMemory(),
): number {
  const half = ((deviceGb ?? USUAL_DEVICE_GB) / 2) * 2 ** 30
  return backend === 'wasm' ? Math.min(half, WASM_BYTES) / WASM_OVERHEAD : half
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
