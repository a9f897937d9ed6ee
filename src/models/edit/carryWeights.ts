import type { LayerFate, WeightCarry } from '../../domain/modelDraft.ts'
import type { Architecture } from '../architecture.ts'
import type { TensorShapes } from '../checkpoint/tensorShapes.ts'
import { drawInitialValues } from '../parameters/initialValues.ts'
import { torchShape, toTorch } from '../parameters/parameterLayout.ts'
import type { ParameterSpec } from '../parameters/parameterStore.ts'
import { classSources, inputSources, outputSources, type AxisSource } from './carryAxes.ts'
import { carrySource } from './carrySource.ts'

/** A tensor of an edited model, and what of the base it goes on from. PyTorch's layout throughout. */
export interface CarriedTensor {
  readonly name: string
  readonly spec: ParameterSpec
  readonly shape: readonly number[]
  readonly fate: LayerFate
  /** Null where it begins anew. */
  readonly source: {
    readonly name: string
    readonly shape: readonly number[]
    readonly outputs: AxisSource
    readonly inputs: AxisSource
  } | null
}

interface Sides {
  readonly before: Architecture
  readonly after: Architecture
}

/**
 * What an edited model keeps of its base, tensor by tensor. What both have is kept: rows of classes by name, rows of
 * anchors by ratio, else channels by their place. A layer that became wider first answers as it did before: its new
 * outputs are drawn, and its old outputs take nothing from new inputs yet. A layer that is new, or reads something
 * else altogether, begins anew.
 *
 * @param shapes of the base's tensors, in PyTorch's layout
 * @param parameters of the edited model
 */
export function planCarry(
  sides: Sides,
  shapes: TensorShapes,
  parameters: readonly { readonly name: string; readonly spec: ParameterSpec }[],
): readonly CarriedTensor[] {
  return parameters.map(({ name, spec }) => {
    const shape = torchShape(spec.shape, spec.layout)
    const from = carrySource(name, sides.before, sides.after)
    const old = from === null ? undefined : shapes.get(from)?.shape
    const fresh: CarriedTensor = { name, spec, shape, fate: 'fresh', source: null }
    if (from === null || old?.length !== shape.length) return fresh
    const [out, into] = axesOf(spec)
    const isOther = shape.some((size, axis) => axis > 1 && size !== old[axis])
    if (isOther) return fresh
    const outputs = outputSources(name, sides, [old[out] ?? 1, shape[out] ?? 1])
    const inputs = inputSources(name, sides, [old[into] ?? 1, shape[into] ?? 1])
    if (!outputs.some(isKnown) || !inputs.some(isKnown)) return fresh
    const isWhole = isIdentity(outputs, old[out] ?? 1) && isIdentity(inputs, old[into] ?? 1)
    return {
      name,
      spec,
      shape,
      fate: isWhole ? 'kept' : 'part',
      source: { name: from, shape: old, outputs, inputs },
    }
  })
}

/** The plan in layers and counts, for a person. */
export function reportCarry(
  plan: readonly CarriedTensor[],
  shapes: TensorShapes,
  { before, after }: Sides,
): WeightCarry {
  const fates = new Map<string, Set<LayerFate>>()
  let keptNumbers = 0
  let freshNumbers = 0
  for (const { name, spec, shape, fate, source } of plan) {
    const layer = layerOf(name)
    fates.set(layer, (fates.get(layer) ?? new Set()).add(fate))
    if (spec.kind !== 'weight') continue
    const size = sizeOf(shape)
    const kept =
      source === null
        ? 0
        : source.outputs.filter(isKnown).length *
          source.inputs.filter(isKnown).length *
          restOf(shape)
    keptNumbers += kept
    freshNumbers += size - kept
  }
  const used = new Set(plan.map(({ source }) => source?.name))
  const dropped = [...shapes.keys()].filter((name) => !used.has(name)).map(layerOf)
  const sources = classSources(before.classes, after.classes)
  return {
    layers: Object.fromEntries(
      [...fates].map(([layer, own]) => [layer, own.size === 1 ? ([...own][0] ?? 'fresh') : 'part']),
    ),
    keptNumbers,
    freshNumbers,
    dropped: [...new Set(dropped)],
    keptClasses: after.classes.filter((_, label) => label > 0 && (sources[label] ?? -1) > 0),
  }
}

/**
 * The values of a carried tensor in PyTorch's order: those of the base where it has them, drawn ones elsewhere.
 *
 * @param old of the source; not asked for where the tensor begins anew
 */
export function carriedValues(
  { name, spec, shape, fate, source }: CarriedTensor,
  old: ArrayLike<number | bigint> | null,
  { seed }: { readonly seed: number },
): Float32Array {
  if (fate === 'kept' && old !== null) return Float32Array.from(old, Number)
  const drawn = drawInitialValues(spec.initial, sizeOf(spec.shape), { seed, name })
  const values = toTorch(drawn, spec.shape, spec.layout)
  if (source === null || old === null) return values
  const { outputs, inputs, shape: oldShape } = source
  const isOutputFirst = axesOf(spec)[0] === 0
  const [firsts, seconds] = isOutputFirst ? [outputs, inputs] : [inputs, outputs]
  const oldColumns = oldShape[1] ?? 1
  const rest = restOf(shape)
  firsts.forEach((first, i) =>
    seconds.forEach((second, k) => {
      const at = (i * seconds.length + k) * rest
      const [output, input] = isOutputFirst ? [first, second] : [second, first]
      if (output < 0) return
      if (input < 0) values.fill(0, at, at + rest)
      else {
        const from = (first * oldColumns + second) * rest
        for (let n = 0; n < rest; n++) values[at + n] = Number(old[from + n])
      }
    }),
  )
  return values
}

function layerOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'))
}

/** The axes of outputs and inputs in PyTorch's layout. */
function axesOf({ layout }: ParameterSpec): readonly [outputs: number, inputs: number] {
  return layout === 'transposed-convolution' ? [1, 0] : [0, 1]
}

/** What lies behind one output and input. */
function restOf(shape: readonly number[]): number {
  return sizeOf(shape.slice(2))
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function isKnown(place: number): boolean {
  return place >= 0
}

function isIdentity(sources: AxisSource, old: number): boolean {
  return sources.length === old && sources.every((from, i) => from === i)
}
