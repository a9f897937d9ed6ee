import { fail } from '../../domain/failure.ts'

/**
 * Makes a heap that is full say so. When no memory can be had, Emscripten's `malloc` answers 0, and TensorFlow.js would
 * write the tensor there, over whatever the module keeps at the start of its memory.
 *
 * @param module the Emscripten module of the WASM backend
 */
export function refuseNullAddress(module: object): void {
  if (!hasMalloc(module)) {
    throw new Error('This build of the WebAssembly backend does not show how it allocates.')
  }
  // Emscripten puts the real function in its place at the first call, which must not be over ours.
  module._malloc(0)
  const malloc = module._malloc
  module._malloc = (bytes) => {
    const address = malloc(bytes)
    if (address === 0 && bytes > 0) {
      fail(
        'out-of-memory',
        `The WASM engine has no memory left for another ${(bytes / 1e6).toFixed(1)} MB.`,
        'Close other tabs, or choose fewer or smaller pictures at a time.',
      )
    }
    return address
  }
}

function hasMalloc(module: object): module is { _malloc: (bytes: number) => number } {
  return '_malloc' in module && typeof module._malloc === 'function'
}
