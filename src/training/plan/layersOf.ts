import type { LayerKind, LayerPlan } from '../../domain/modelPlan.ts'
import type { KernelUse } from '../../kernels/shapes/shapesBackend.ts'
import type { Parameter, ParameterSpec } from '../../models/parameters/parameterStore.ts'

const FLOAT = 4

/** The layers of a model, from its parameters and from what was run on them for one picture. */
export function layersOf(
  parameters: readonly Parameter[],
  uses: readonly KernelUse[],
): readonly LayerPlan[] {
  const groups = new Map<string, Parameter[]>()
  for (const parameter of parameters) {
    const layer = parameter.name.slice(0, parameter.name.lastIndexOf('.'))
    groups.set(layer, [...(groups.get(layer) ?? []), parameter])
  }
  const layers: LayerPlan[] = []
  for (const [name, own] of groups) {
    const weight = own.find((parameter) => parameter.name === `${name}.weight`)
    const runs = uses.filter((use) => use.name === `${name}.weight`)
    const counts = { parameters: sizeOf(own), trainable: sizeOf(own.filter(isTrainable)) }
    if (weight === undefined || runs.length === 0 || weight.spec.layout === 'vector') {
      // A norm follows the layer whose outputs it has.
      const output = layers.at(-1)?.output ?? []
      const isApart = own.some(({ spec, name: full }) => spec.kind === 'weight' && isGain(full))
      const bytes = isApart ? FLOAT * product(output) : 0
      layers.push({ name, kind: 'norm', output, ...counts, macs: 0, outputBytes: bytes })
      continue
    }
    const largest = [...runs].sort((a, b) => product(b.output) - product(a.output))[0]
    layers.push({
      name,
      kind: kindOf(weight.spec),
      output: shapeOf(largest?.output ?? [], weight.spec),
      ...counts,
      macs: runs.reduce((sum, { places }) => sum + places * weight.variable.size, 0),
      outputBytes: FLOAT * runs.reduce((sum, { output }) => sum + product(output), 0),
    })
  }
  return layers
}

function kindOf({ layout, shape }: ParameterSpec): LayerKind {
  if (layout === 'transposed-convolution') return 'transposed convolution'
  if (layout !== 'convolution') return 'dense'
  const [, , perGroup, outputs] = shape
  return perGroup === 1 && (outputs ?? 0) > 1 ? 'depthwise convolution' : 'convolution'
}

/** As a person knows it: without the batch of one picture, and a transposed convolution's cells spread out. */
function shapeOf(output: readonly number[], { layout, shape }: ParameterSpec): readonly number[] {
  const [batch = 1, height = 1, width = 1, channels = 1] = output
  if (layout === 'transposed-convolution') {
    const [down = 1, across = 1, out = 1] = shape
    const isSpread = channels === out
    const map = isSpread ? [height, width] : [height * down, width * across]
    return batch === 1 ? [...map, out] : [batch, ...map, out]
  }
  if (layout !== 'convolution') return [height, channels]
  return batch === 1 ? output.slice(1) : output
}

function isTrainable(parameter: Parameter): boolean {
  return parameter.isTrainable
}

function isGain(name: string): boolean {
  return name.endsWith('.weight')
}

function sizeOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { variable }) => sum + variable.size, 0)
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}
