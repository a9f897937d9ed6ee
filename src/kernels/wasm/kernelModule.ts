import { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Activation } from '../activation.ts'
import { KERNEL_BINARIES } from './generated/kernelBinaries.ts'
import { instantiateKernels, type DividedKernel, type KernelExports } from './kernelExports.ts'
import type { KernelThreads } from './kernelThreads.ts'

/** Activations as assembly/simd.ts numbers them. */
export const ACTIVATION_CODES: Readonly<Record<Activation, number>> = {
  none: 0,
  relu: 1,
  gelu: 2,
  relu6: 3,
}

/** Our kernels over the memory of one backend: they read and write its tensors in place. */
export class WasmKernels {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly functions: KernelExports
  #threads: KernelThreads | undefined

  constructor(backend: BackendWasm) {
    this.memory = memoryOf(backend.wasm)
    this.module = compileFor(this.memory)
    this.functions = instantiateKernels(this.module, this.memory)
  }

  /** Threads that share the work, this one among them. */
  get threadCount(): number {
    return this.#threads === undefined ? 1 : this.#threads.count
  }

  useThreads(threads: KernelThreads | undefined): void {
    this.#threads?.stop()
    this.#threads = threads
  }

  /** Runs a kernel over `units` rows, heads or elements, on all threads. */
  run(name: DividedKernel, parameters: readonly number[], units: number): void {
    if (this.#threads !== undefined && units > 1) this.#threads.run(name, parameters, units)
    else this.functions[name](...parameters, 0, units, 0)
  }
}

const instances = new WeakMap<object, WasmKernels>()

export function kernelsOf(backend: BackendWasm): WasmKernels {
  const known = instances.get(backend.wasm)
  if (known !== undefined) return known
  const kernels = new WasmKernels(backend)
  instances.set(backend.wasm, kernels)
  return kernels
}

/** The backend of a kernel registered for 'wasm'. */
export function asWasm(backend: object): BackendWasm {
  if (backend instanceof BackendWasm) return backend
  throw new Error('A kernel for WebAssembly was run on another backend.')
}

/** Whether this browser can compile our kernels at all: they are all SIMD. */
export function hasSimd(): boolean {
  return WebAssembly.validate(decodeBase64(KERNEL_BINARIES.plain))
}

function compileFor(memory: WebAssembly.Memory): WebAssembly.Module {
  const { plain, relaxed, sharedPlain, sharedRelaxed } = KERNEL_BINARIES
  const [safe, fast] = isShared(memory) ? [sharedPlain, sharedRelaxed] : [plain, relaxed]
  const fastBytes = decodeBase64(fast)
  return new WebAssembly.Module(WebAssembly.validate(fastBytes) ? fastBytes : decodeBase64(safe))
}

export function isShared(memory: WebAssembly.Memory): boolean {
  return !(memory.buffer instanceof ArrayBuffer)
}

/** TensorFlow.js's module holds its memory in one of two places, with threads or without (Emscripten 2). */
function memoryOf(module: object): WebAssembly.Memory {
  const shared = 'wasmMemory' in module ? module.wasmMemory : undefined
  if (shared instanceof WebAssembly.Memory) return shared
  const asm = 'asm' in module ? module.asm : undefined
  const own = typeof asm === 'object' && asm !== null && 'memory' in asm ? asm.memory : undefined
  if (own instanceof WebAssembly.Memory) return own
  throw new Error('This build of the WebAssembly backend does not show its memory.')
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
