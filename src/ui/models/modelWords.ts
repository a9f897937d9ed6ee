import type { LibraryModel, ModelFamily, ModelOrigin } from '../../domain/libraryModel.ts'
import { NEW_MODELS } from '../../domain/newModels.ts'
import { formatCount } from '../format.ts'

const FAMILIES: Readonly<Record<ModelFamily, string>> = {
  'mask-rcnn': 'Mask R-CNN',
  fcn: 'FCN',
  unet: 'U-Net',
}

export function familyName(family: ModelFamily): string {
  return FAMILIES[family]
}

/** "77,433", "44.4 million". */
export function formatParameters(count: number): string {
  return count < 1e6 ? formatCount(count) : `${(count / 1e6).toFixed(1)} million`
}

/** "512", "3.4 million", "1.2 billion" multiplications. */
export function formatMacs(count: number): string {
  if (count < 1e4) return formatCount(count)
  if (count < 1e6) return `${formatCount(count / 1e3)} thousand`
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} million` : `${(count / 1e9).toFixed(1)} billion`
}

/** "16 × 16 × 48" */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join(' × ')
}

export function classCount({ classes }: LibraryModel): number {
  return classes.length - 1
}

export function describeOrigin(origin: ModelOrigin): string {
  switch (origin.kind) {
    case 'imported':
      return `Imported from ${origin.fileName}`
    case 'trained':
      return 'Trained here'
    case 'fetched':
      return `Fetched from ${origin.url}`
    case 'edited':
      return `Made here from “${origin.from}”`
    case 'new':
      return `Begun here as a ${titleOf(origin.presetId)}`
  }
}

function titleOf(presetId: string): string {
  return NEW_MODELS.find(({ id }) => id === presetId)?.title ?? 'new model'
}

export function formatDay(time: number): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(time)
}

/** `backbone.body.layer1.0.conv1.weight` in its folds: a name leads to more of the tree or to a tensor. */
export interface LayerFold<Layer> {
  readonly name: string
  readonly folds: readonly LayerFold<Layer>[]
  readonly layers: readonly Layer[]
}

/** Tensors as a tree by the dots of their names; a fold with a single fold in it is joined with that. */
export function foldLayers<Layer extends { readonly name: string }>(
  layers: readonly Layer[],
  prefix = '',
): LayerFold<Layer> {
  const groups = new Map<string, Layer[]>()
  const leaves: Layer[] = []
  for (const layer of layers) {
    const rest = layer.name.slice(prefix.length)
    const dot = rest.indexOf('.')
    if (dot < 0) leaves.push(layer)
    else {
      const group = rest.slice(0, dot)
      groups.set(group, [...(groups.get(group) ?? []), layer])
    }
  }
  const folds = [...groups].map(([name, inner]) => {
    const fold = foldLayers(inner, `${prefix}${name}.`)
    const [only] = fold.folds
    const isChain = fold.folds.length === 1 && fold.layers.length === 0
    return isChain && only !== undefined
      ? { ...only, name: `${name}.${only.name}` }
      : { ...fold, name }
  })
  return { name: '', folds, layers: leaves }
}
