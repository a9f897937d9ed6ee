import {
  KernelBackend,
  util,
  type DataId,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core'

/** The name under which the engine knows it. Never a backend that a person meets. */
export const SHAPES = 'shapes'

interface Outline {
  readonly bytes: number
  references: number
}

/** A kernel that was run on a parameter. */
export interface KernelUse {
  /** The parameter's name. */
  readonly name: string
  /** At how many places of the map its filter was laid on. */
  readonly places: number
  readonly output: readonly number[]
}

/**
 * A backend whose tensors have shapes and no values, as PyTorch's `meta` device. A network runs on it in milliseconds
 * whatever its size, and what it leaves behind is exact: which layers there are, how large their outputs, and how many
 * bytes lived at the same time.
 */
export class ShapesBackend extends KernelBackend {
  readonly #outlines = new Map<DataId, Outline>()
  readonly #names = new WeakMap<DataId, string>()
  readonly #listeners = new Set<(use: KernelUse) => void>()
  #liveBytes = 0
  #peakBytes = 0

  /** Bytes that live now. */
  get liveBytes(): number {
    return this.#liveBytes
  }

  /** Most bytes that lived at a time since `forgetPeak`. */
  get peakBytes(): number {
    return this.#peakBytes
  }

  forgetPeak(): void {
    this.#peakBytes = this.#liveBytes
  }

  make(shape: readonly number[], dtype: DataType): TensorInfo {
    return { dataId: this.write(null, [...shape], dtype), shape: [...shape], dtype }
  }

  /** The same values in another shape. */
  share({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(dataId)
    return { dataId, shape: [...shape], dtype }
  }

  /** Says what a tensor is; what is made of it alone is called the same. */
  name(dataId: DataId, name: string): void {
    this.#names.set(dataId, name)
  }

  nameOf(dataId: DataId): string | undefined {
    return this.#names.get(dataId)
  }

  /** Calls `hear` at each use of a named tensor, until the answer is called. */
  listen(hear: (use: KernelUse) => void): () => void {
    this.#listeners.add(hear)
    return () => void this.#listeners.delete(hear)
  }

  tell(use: KernelUse): void {
    for (const hear of this.#listeners) hear(use)
  }

  override write(_values: unknown, shape: number[], dtype: DataType): DataId {
    const dataId: DataId = {}
    const bytes = util.sizeFromShape(shape) * util.bytesPerElement(dtype)
    this.#outlines.set(dataId, { bytes, references: 1 })
    this.#liveBytes += bytes
    this.#peakBytes = Math.max(this.#peakBytes, this.#liveBytes)
    return dataId
  }

  override incRef(dataId: DataId): void {
    const outline = this.#outlines.get(dataId)
    if (outline !== undefined) outline.references += 1
  }

  override refCount(dataId: DataId): number {
    return this.#outlines.get(dataId)?.references ?? 0
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const outline = this.#outlines.get(dataId)
    if (outline === undefined) return true
    outline.references -= 1
    if (outline.references > 0 && !force) return false
    this.#outlines.delete(dataId)
    this.#liveBytes -= outline.bytes
    return true
  }

  override numDataIds(): number {
    return this.#outlines.size
  }

  override read(): Promise<never> {
    return Promise.reject(noValues())
  }

  override readSync(): never {
    throw noValues()
  }

  override move(): never {
    throw noValues()
  }

  /** So that the engine's profiler asks for a time, which is none, and not for values. */
  override timerAvailable(): boolean {
    return true
  }

  override time(run: () => void): Promise<{ kernelMs: number }> {
    run()
    return Promise.resolve({ kernelMs: 0 })
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false }
  }

  override floatPrecision(): 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override dispose(): void {
    this.#outlines.clear()
    this.#liveBytes = 0
  }
}

function noValues(): Error {
  return new Error('Tensors of the shapes backend have no values.')
}
