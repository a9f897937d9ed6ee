import { withBackground, withHalvesSwapped } from '../checkpoint/adaptTensor.ts'
import { namedClasses, type NamedTensors, type Recognised } from '../checkpoint/recognised.ts'
import { countWhile, type TensorShapes } from '../checkpoint/tensorShapes.ts'
import { cellUnet } from '../semanticPresets.ts'

/**
 * The U-Net of torch.hub's mateuszbuda/brain-segmentation-pytorch (unet.py): batch norm, learnt steps up, one score that
 * a sigmoid reads. It takes pictures whose channels have mean 0 and deviation 1, each picture by itself, and joins what
 * came up before what came across, where Limn's plain U-Net has it the other way round.
 */
export function recogniseBrainUnet(tensors: TensorShapes): Recognised | null {
  const widthOf = (name: string): number => tensors.get(`${name}.weight`)?.shape[0] ?? 0
  const depth = countWhile(tensors, (i) => `encoder${i}.enc${i}conv1.weight`, 1)
  const scores = widthOf('conv')
  if (depth === 0 || scores === 0 || !tensors.has('bottleneck.bottleneckconv1.weight')) return null
  const widths = Array.from({ length: depth }, (_, i) =>
    widthOf(`encoder${i + 1}.enc${i + 1}conv1`),
  )
  const preset = cellUnet(namedClasses(scores))
  return {
    architecture: {
      ...preset,
      input: { ...preset.input, range: 'standard' },
      decoding: { ...preset.decoding, separate: 'off' },
      instanceHeads: false,
      encoder: {
        kind: 'plain',
        widths: [...widths, widthOf('bottleneck.bottleneckconv1')],
        norm: { kind: 'batch', epsilon: 1e-5 },
        padding: 'same',
        up: 'transposed',
      },
    },
    adapt: (all) => adapt(all, { depth, scores }),
  }
}

function adapt(
  tensors: NamedTensors,
  { depth, scores }: { readonly depth: number; readonly scores: number },
): NamedTensors {
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const own = nameOf(name, depth)
      if (scores === 1 && name.startsWith('conv.')) return [own, withBackground(tensor)]
      if (/^decoder\d+\.dec\d+conv1\.weight$/.test(name)) return [own, withHalvesSwapped(tensor)]
      return [own, tensor]
    }),
  )
}

/** Of the place of each layer in torch's Sequential of a plain U-Net. */
const PLACES: Readonly<Record<string, number>> = { conv1: 0, norm1: 1, conv2: 3, norm2: 4 }

function nameOf(name: string, depth: number): string {
  const block =
    /^(encoder|decoder|bottleneck)(\d*)\.[a-z]+\d*?(conv1|norm1|conv2|norm2)\.(\w+)$/.exec(name)
  if (block !== null) {
    const [, part = '', digits = '', layer = '', leaf = ''] = block
    const level = Number(digits)
    const place = `double_conv.${PLACES[layer] ?? ''}.${leaf}`
    if (part === 'bottleneck') return `down${depth}.maxpool_conv.1.${place}`
    if (part === 'decoder') return `up${depth + 1 - level}.conv.${place}`
    return level === 1 ? `inc.${place}` : `down${level - 1}.maxpool_conv.1.${place}`
  }
  const up = /^upconv(\d+)\.(\w+)$/.exec(name)
  if (up !== null) return `up${depth + 1 - Number(up[1])}.up.${up[2] ?? ''}`
  return name.replace(/^conv\./, 'outc.conv.')
}
