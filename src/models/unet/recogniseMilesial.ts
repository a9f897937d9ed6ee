import { withBackground } from '../checkpoint/adaptTensor.ts'
import { namedClasses, type NamedTensors, type Recognised } from '../checkpoint/recognised.ts'
import { countWhile, type TensorShapes } from '../checkpoint/tensorShapes.ts'
import { cellUnet } from '../semanticPresets.ts'

/** What milesial's Pytorch-UNet takes: 0 to 255 as 0 to 1. */
const PLAIN_INPUT = {
  range: 'fixed',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  tile: 512,
  overlap: 64,
} as const

/** Names of its releases before 2020 that changed since. */
const OLD_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^inc\.conv\.conv\./, 'inc.double_conv.'],
  [/^(down\d+)\.mpconv\.1\.conv\./, '$1.maxpool_conv.1.double_conv.'],
  [/^(up\d+)\.conv\.conv\./, '$1.conv.double_conv.'],
]

/** milesial's Pytorch-UNet of three channels, in any depth and width, old names too, and Limn's own plain U-Nets. */
export function recogniseMilesial(tensors: TensorShapes): Recognised | null {
  const shapes: TensorShapes = new Map([...tensors].map(([name, one]) => [currentName(name), one]))
  const shapeOf = (name: string): readonly number[] => shapes.get(name)?.shape ?? []
  const depth = countWhile(shapes, (level) => `${downName(level)}.double_conv.0.weight`, 1)
  const [scores = 0] = shapeOf('outc.conv.weight')
  const [first = 0] = shapeOf('inc.double_conv.0.weight')
  if (depth === 0 || scores === 0 || first === 0) return null
  const isLearnt = shapes.has('up1.up.weight')
  const hasNorm = shapes.has('inc.double_conv.1.running_mean')
  const widths = [first]
  for (let level = 1; level <= depth; level++) {
    const [width = 0] = shapeOf(`${downName(level)}.double_conv.0.weight`)
    // With bilinear steps the coarsest map is half as wide as its place in the row.
    widths.push(level === depth && !isLearnt ? 2 * width : width)
  }
  const classes = namedClasses(scores)
  const preset = cellUnet(classes)
  const instanceHeads = shapes.has('instance.conv.weight')
  return {
    architecture: {
      ...preset,
      // A model with heads for touching objects is Limn's own and takes the picture's own range.
      ...(!instanceHeads && {
        input: PLAIN_INPUT,
        decoding: { ...preset.decoding, separate: 'off' as const },
      }),
      instanceHeads,
      encoder: {
        kind: 'plain',
        widths,
        norm: hasNorm ? { kind: 'batch', epsilon: 1e-5 } : null,
        padding: 'same',
        up: isLearnt ? 'transposed' : 'bilinear',
      },
    },
    adapt: (all) => adapt(all, scores),
  }
}

function adapt(tensors: NamedTensors, scores: number): NamedTensors {
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const isHead = scores === 1 && name.startsWith('outc.conv.')
      return [currentName(name), isHead ? withBackground(tensor) : tensor]
    }),
  )
}

function downName(level: number): string {
  return `down${level}.maxpool_conv.1`
}

function currentName(name: string): string {
  return OLD_NAMES.reduce((now, [old, current]) => now.replace(old, current), name)
}
