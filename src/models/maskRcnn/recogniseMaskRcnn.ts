import { COCO_CATEGORIES } from '../../domain/cocoCategories.ts'
import type {
  BodyArchitecture,
  BoxHeadArchitecture,
  MaskRcnnArchitecture,
  NormArchitecture,
} from '../architecture.ts'
import { recogniseResNet } from '../backbones/recogniseResNet.ts'
import { countWhile, type TensorShapes } from '../checkpoint/tensorShapes.ts'
import { currentName, hasLegacyNames } from './legacyNames.ts'
import { maskRcnnArchitecture } from './presets.ts'
import { denseLayers, denseName } from './roiHeads.ts'

/** torchvision's classes of COCO are numbered with their gaps. */
const COCO_CLASSES = 91

/** Layers where a mobile body may be tapped, first of their width, with their channels (torchvision's C0 to C5). */
const MOBILE_TAPS = {
  'mobilenet-v3-large': [
    [0, 16],
    [2, 24],
    [4, 40],
    [7, 80],
    [13, 160],
    [16, 960],
  ],
  'mobilenet-v2': [
    [2, 24],
    [4, 32],
    [7, 64],
    [14, 160],
    [18, 1280],
  ],
} as const

/**
 * What a checkpoint of a Mask R-CNN is, from names and shapes alone; null when it is none that can be built. What
 * shapes do not tell (sizes of anchors and pictures, thresholds) is torchvision's default. Frozen norms take the
 * epsilon 0 where names are older than torchvision 0.13, as the published COCO checkpoint's do, else 1e-5.
 *
 * @param classNames without the background; used when there are as many as the model has
 */
export function recogniseMaskRcnn(
  tensors: TensorShapes,
  classNames: readonly string[] = [],
): MaskRcnnArchitecture | null {
  const named: TensorShapes = new Map(
    [...tensors].map(([name, tensor]) => [currentName(name), tensor]),
  )
  const shapes = new Map([...named].map(([name, { shape }]) => [name, shape]))
  const shapeOf = (name: string): readonly number[] => shapes.get(name) ?? []
  const [classes = 0, hidden = 0] = shapeOf('roi_heads.box_predictor.cls_score.weight')
  const [maskWidth = 0, predictor = 0] = shapeOf('roi_heads.mask_predictor.conv5_mask.weight')
  const [width = 0] = shapeOf('backbone.fpn.inner_blocks.0.0.weight')
  const [anchorsPerCell = 0] = shapeOf('rpn.head.cls_logits.weight')
  const count = (name: (place: number) => string): number => countWhile(shapes, name)
  const levels = count((i) => `backbone.fpn.inner_blocks.${i}.0.weight`)
  const body = recogniseBody(named, levels)
  if (body === null || classes < 2 || predictor === 0 || anchorsPerCell % 3 !== 0) return null

  const convolutions = count((i) => `roi_heads.box_head.${i}.0.weight`)
  const preset = maskRcnnArchitecture({
    classes: nameClasses(classes, classNames),
    body,
    norm: recogniseNorm(tensors),
  })
  const sizes = anchorSizes(anchorsPerCell / 3, levels + 1)
  if (sizes === null) return null
  return {
    ...preset,
    pyramid: { width, norm: shapes.has('backbone.fpn.inner_blocks.0.1.weight') },
    anchors: { ...preset.anchors, sizes },
    rpn: { convolutions: count((i) => `rpn.head.conv.${i}.0.weight`) },
    boxHead: { convolutions, hidden, ...recogniseBoxHead(shapes, convolutions) },
    maskHead: {
      convolutions: count((i) => `roi_heads.mask_head.${i}.0.weight`),
      width: maskWidth,
      norm: shapes.has('roi_heads.mask_head.0.1.weight'),
      predictor,
    },
  }
}

/** What differs from torchvision's head of as many convolutions. */
function recogniseBoxHead(
  shapes: ReadonlyMap<string, readonly number[]>,
  convolutions: number,
): Partial<BoxHeadArchitecture> {
  const usual = { convolutions, hidden: 0 }
  const dense = countWhile(shapes, (i) => `roi_heads.box_head.${denseName(usual, i)}.weight`)
  const isPlain = convolutions > 0 && !shapes.has('roi_heads.box_head.0.1.weight')
  return {
    ...(dense !== denseLayers(usual) && { dense }),
    ...(isPlain && { norm: false }),
  }
}

function recogniseBody(tensors: TensorShapes, levels: number): BodyArchitecture | null {
  if (tensors.has('backbone.body.conv1.weight')) return recogniseResNet(tensors, 'backbone.body')
  const kind = tensors.has('backbone.body.1.block.0.0.weight')
    ? 'mobilenet-v3-large'
    : 'mobilenet-v2'
  if (!tensors.has('backbone.body.0.0.weight')) return null
  const taps = Array.from({ length: levels }, (_, i) => {
    const channels = tensors.get(`backbone.fpn.inner_blocks.${i}.0.weight`)?.shape[1]
    return MOBILE_TAPS[kind].find(([, known]) => known === channels)?.[0]
  })
  const known = taps.filter((tap) => tap !== undefined)
  if (known.length !== levels) return null
  if (kind === 'mobilenet-v2') return { kind, padding: 'symmetric', levels: known }
  return { kind, levels: known }
}

function recogniseNorm(tensors: TensorShapes): NormArchitecture {
  // Before 0.13 norms were frozen; counters that came along with a trained body were dropped when loaded.
  if (hasLegacyNames(tensors)) return { kind: 'frozen', epsilon: 0 }
  const counts = [...tensors.keys()].some((name) => name.endsWith('num_batches_tracked'))
  return { kind: counts ? 'batch' : 'frozen', epsilon: 1e-5 }
}

/** torchvision gives each level one size of anchor, or every level all five. */
function anchorSizes(perLevel: number, levels: number): number[][] | null {
  const all = [32, 64, 128, 256, 512]
  if (perLevel === all.length) return Array.from({ length: levels }, () => all)
  if (perLevel === 1 && levels <= all.length) return all.slice(0, levels).map((size) => [size])
  return null
}

function nameClasses(count: number, given: readonly string[]): string[] {
  if (given.length === count - 1) return ['background', ...given]
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return 'background'
    const coco = count === COCO_CLASSES ? COCO_CATEGORIES.find(({ id }) => id === i) : undefined
    return coco?.name ?? `class ${i}`
  })
}
