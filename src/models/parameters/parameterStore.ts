import * as tf from '@tensorflow/tfjs-core'
import type { StoredTensor } from '../checkpoint/safetensors.ts'
import { drawInitialValues, type InitialValues } from './initialValues.ts'
import { fromTorch, torchShape, toTorch, type ParameterLayout } from './parameterLayout.ts'

/** Tensors by their PyTorch names, in PyTorch's layout. */
export type StateDict = ReadonlyMap<string, StoredTensor>

export interface ParameterSpec {
  /** In our layout. */
  readonly shape: readonly number[]
  readonly layout: ParameterLayout
  /** A `buffer` is kept and saved but never trained: statistics, frozen scales. */
  readonly kind: 'weight' | 'buffer'
  readonly initial: InitialValues
  /** How it is saved: I64 for PyTorch's counters. In memory everything is float32. */
  readonly dtype?: 'F32' | 'I64'
}

export interface Parameter {
  /** As PyTorch's state_dict has it. */
  readonly name: string
  readonly spec: ParameterSpec
  /** In our layout. Owned by the store; `assign` to it, never dispose it. */
  readonly variable: tf.Variable
  readonly isTrainable: boolean
}

/** What did not fit between a model and a checkpoint. */
export interface LoadReport {
  /** Parameters that the checkpoint lacks: they keep their values. */
  readonly missing: readonly string[]
  /** Tensors that the model has no place for. */
  readonly unexpected: readonly string[]
  readonly misshapen: readonly {
    readonly name: string
    /** PyTorch's shape that the model needs. */
    readonly expected: readonly number[]
    readonly found: readonly number[]
  }[]
}

export interface ParameterStoreOptions {
  /** Draws the initial values. */
  readonly seed: number
  /** Taken instead of initial values where name and shape fit, so that a big model is not filled twice. */
  readonly values?: StateDict
  /** Names and shapes only, which take no memory: such a model can be compared, but never run. */
  readonly isOutline?: boolean
  /** Zeros in the place of initial values, for a model that is filled next. */
  readonly isBlank?: boolean
}

/** The named parameters and buffers of a model, as variables of the backend that runs it. */
export class ParameterStore {
  readonly #parameters = new Map<string, Parameter>()
  readonly #options: ParameterStoreOptions

  constructor(options: ParameterStoreOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#parameters.size
  }

  /** @throws Error when the name is taken: that is a fault in the model's code */
  add(name: string, spec: ParameterSpec): Parameter {
    if (this.#parameters.has(name)) throw new Error(`The parameter “${name}” was added twice.`)
    const variable = tf.tidy(() => tf.variable(this.#firstValues(name, spec)))
    const parameter = { name, spec, variable, isTrainable: spec.kind === 'weight' }
    this.#parameters.set(name, parameter)
    return parameter
  }

  /** @throws Error when there is none of this name */
  get(name: string): Parameter {
    const parameter = this.#parameters.get(name)
    if (parameter === undefined) throw new Error(`The model has no parameter “${name}”.`)
    return parameter
  }

  /** In the order in which PyTorch lists them. */
  all(): readonly Parameter[] {
    return [...this.#parameters.values()]
  }

  /** What an optimiser may change. */
  trainable(): readonly Parameter[] {
    return this.all().filter(({ isTrainable }) => isTrainable)
  }

  /** Freezes or thaws one parameter. A buffer stays frozen. */
  setTrainable(name: string, isTrainable: boolean): void {
    const parameter = this.get(name)
    const isWeight = parameter.spec.kind === 'weight'
    this.#parameters.set(name, { ...parameter, isTrainable: isTrainable && isWeight })
  }

  /** Takes every tensor that fits, and says what did not. */
  load(stateDict: StateDict): LoadReport {
    const report = this.compare(stateDict)
    for (const [name, stored] of stateDict) this.set(name, stored)
    return report
  }

  /** Takes one tensor; false when the parameter is not there, or of another shape. */
  set(name: string, stored: StoredTensor): boolean {
    const parameter = this.#parameters.get(name)
    if (parameter === undefined || !fits(stored, parameter.spec)) return false
    const { spec, variable } = parameter
    tf.tidy(() => variable.assign(tf.tensor(readValues(stored, spec), variable.shape)))
    return true
  }

  /** What `load` would say; takes nothing. */
  compare(stateDict: ReadonlyMap<string, Pick<StoredTensor, 'shape'>>): LoadReport {
    const parameters = this.all()
    return {
      missing: parameters.map(({ name }) => name).filter((name) => !stateDict.has(name)),
      unexpected: [...stateDict.keys()].filter((name) => !this.#parameters.has(name)),
      misshapen: parameters.flatMap(({ name, spec }) => {
        const stored = stateDict.get(name)
        if (stored === undefined || fits(stored, spec)) return []
        return [{ name, expected: torchShape(spec.shape, spec.layout), found: stored.shape }]
      }),
    }
  }

  /** Every parameter and buffer as PyTorch would save it. */
  async save(): Promise<StateDict> {
    const entries = this.all().map(async ({ name, spec, variable }) => {
      const values = await variable.data<'float32'>()
      return [name, toStored(values, spec)] as const
    })
    return new Map(await Promise.all(entries))
  }

  #firstValues(name: string, spec: ParameterSpec): tf.Tensor {
    const { values, seed, isOutline = false, isBlank = false } = this.#options
    if (isOutline) return tf.scalar(0)
    // Filled on the device: zeros() would make them in JavaScript first.
    if (isBlank) return tf.fill([...spec.shape], 0)
    const stored = values?.get(name)
    const first =
      stored !== undefined && fits(stored, spec)
        ? readValues(stored, spec)
        : drawInitialValues(spec.initial, sizeOf(spec.shape), { seed, name })
    return tf.tensor(first, [...spec.shape], 'float32')
  }

  dispose(): void {
    for (const { variable } of this.#parameters.values()) variable.dispose()
    this.#parameters.clear()
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function fits(stored: Pick<StoredTensor, 'shape'>, { shape, layout }: ParameterSpec): boolean {
  return stored.shape.join() === torchShape(shape, layout).join()
}

function readValues({ data }: StoredTensor, { shape, layout }: ParameterSpec): Float32Array {
  const numbers =
    data instanceof BigInt64Array || data instanceof BigUint64Array
      ? Float64Array.from(data, Number)
      : data
  return fromTorch(numbers, shape, layout)
}

function toStored(values: Float32Array, spec: ParameterSpec): StoredTensor {
  const shape = torchShape(spec.shape, spec.layout)
  const { dtype = 'F32' } = spec
  if (dtype === 'F32') return { dtype, shape, data: toTorch(values, spec.shape, spec.layout) }
  return { dtype, shape, data: BigInt64Array.from(values, (value) => BigInt(Math.round(value))) }
}
