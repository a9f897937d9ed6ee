import type { MaskRcnnArchitecture } from '../../architecture.ts'
import { denseLayers } from '../../maskRcnn/roiHeads.ts'
import { classesField } from './classesField.ts'
import {
  choiceField,
  levelsField,
  numberField,
  numbersField,
  switchField,
  type EditField,
} from './editField.ts'
import { bodyChoices, bodyIdOf, PYRAMID_BODIES } from './knownBodies.ts'

type A = MaskRcnnArchitecture

const LARGEST_SIDE = 4096
/** Levels of sizes times ratios: each costs a row of the proposal head in every cell. */
const MOST_ANCHORS = 30

/** Everything of a Mask R-CNN that the editor changes, in the order in which a picture meets it. */
export const MASK_RCNN_FIELDS: readonly EditField<A>[] = [
  classesField((a, classes) => ({ ...a, classes })),
  numberField({
    key: 'input.minSize',
    group: 'Picture',
    label: 'Shorter side',
    help: 'Pictures are scaled so that their shorter side has this many pixels.',
    min: 32,
    max: LARGEST_SIDE,
    read: ({ input }) => input.minSize,
    set: (a, minSize) =>
      minSize > a.input.maxSize
        ? `The shorter side cannot be longer than the longer one: give ${a.input.maxSize} at most, or change that first.`
        : { ...a, input: { ...a.input, minSize } },
  }),
  numberField({
    key: 'input.maxSize',
    group: 'Picture',
    label: 'Longer side at most',
    help: 'A long picture is scaled further down until its longer side fits this.',
    min: 32,
    max: LARGEST_SIDE,
    read: ({ input }) => input.maxSize,
    set: (a, maxSize) =>
      maxSize < a.input.minSize
        ? `The longer side cannot be shorter than the shorter one: give ${a.input.minSize} at least, or change that first.`
        : { ...a, input: { ...a.input, maxSize } },
  }),
  choiceField({
    key: 'body',
    group: 'Body',
    label: 'Body',
    help: 'What looks at the whole picture first; another kind of body begins anew.',
    choices: ({ body }) => bodyChoices(body, PYRAMID_BODIES),
    read: ({ body }) => bodyIdOf(body, PYRAMID_BODIES),
    set: (a, id) => {
      const body = PYRAMID_BODIES.find((known) => known.id === id)?.body ?? a.body
      const levels = body.kind === 'resnet' ? body.stages.length : body.levels.length
      const sizes = withLevels(a.anchors.sizes, levels + 1)
      return { ...a, body, anchors: { ...a.anchors, sizes } }
    },
  }),
  choiceField({
    key: 'norm.kind',
    group: 'Body',
    label: 'Norms',
    help: 'Fixed ones never change; the others learn, and need some pictures in each step.',
    choices: () => [
      ['frozen', 'Fixed'],
      ['batch', 'Learn from each batch'],
    ],
    read: ({ norm }) => norm.kind,
    set: (a, kind) => ({ ...a, norm: { ...a.norm, kind: kind === 'batch' ? 'batch' : 'frozen' } }),
  }),
  numberField({
    key: 'pyramid.width',
    group: 'Feature pyramid',
    label: 'Channels',
    help: 'How much each level can say of a place; both heads read it.',
    min: 4,
    max: 1024,
    read: ({ pyramid }) => pyramid.width,
    set: (a, width) => ({ ...a, pyramid: { ...a.pyramid, width } }),
  }),
  switchField({
    key: 'pyramid.norm',
    group: 'Feature pyramid',
    label: 'Norms in the pyramid',
    help: 'A norm after each of its convolutions, as in torchvision’s second form.',
    read: ({ pyramid }) => pyramid.norm,
    set: (a, norm) => normFault(a, norm) ?? { ...a, pyramid: { ...a.pyramid, norm } },
  }),
  numberField({
    key: 'rpn.convolutions',
    group: 'Proposals',
    label: 'Convolutions',
    help: 'Each lets the proposals see one pixel further on every level.',
    min: 1,
    max: 8,
    read: ({ rpn }) => rpn.convolutions,
    set: (a, convolutions) => ({ ...a, rpn: { convolutions } }),
  }),
  levelsField({
    key: 'anchors.sizes',
    group: 'Proposals',
    label: 'Anchor sizes',
    help: 'Sides in pixels of the scaled picture; one line a level, fine to coarse.',
    read: ({ anchors }) => anchors.sizes,
    set: (a, sizes) => sizesFault(a, sizes) ?? { ...a, anchors: { ...a.anchors, sizes } },
  }),
  numbersField({
    key: 'anchors.aspectRatios',
    group: 'Proposals',
    label: 'Anchor ratios',
    help: 'Height divided by width: 2 is tall, 0.5 is wide.',
    read: ({ anchors }) => anchors.aspectRatios,
    set: (a, aspectRatios) =>
      ratiosFault(a, aspectRatios) ?? { ...a, anchors: { ...a.anchors, aspectRatios } },
  }),
  ...boxHeadFields(),
  ...maskHeadFields(),
]

function boxHeadFields(): readonly EditField<A>[] {
  const group = 'Box head'
  const change = (a: A, part: Partial<A['boxHead']>): A => ({
    ...a,
    boxHead: { ...a.boxHead, ...part },
  })
  return [
    numberField({
      key: 'boxHead.convolutions',
      group,
      label: 'Convolutions',
      help: 'Look at a proposal’s picture before it is flattened; none in torchvision’s first form.',
      min: 0,
      max: 8,
      read: ({ boxHead }) => boxHead.convolutions,
      // How many dense layers there are does not change by the way.
      set: (a, convolutions) => change(a, { convolutions, dense: denseLayers(a.boxHead) }),
    }),
    numberField({
      key: 'boxHead.dense',
      group,
      label: 'Dense layers',
      help: 'Turn what is seen into a class and a box.',
      min: 1,
      max: 4,
      read: ({ boxHead }) => denseLayers(boxHead),
      set: (a, dense) => change(a, { dense }),
    }),
    numberField({
      key: 'boxHead.hidden',
      group,
      label: 'Width',
      help: 'Numbers that each dense layer answers; the first is the largest layer of a small model.',
      min: 8,
      max: 4096,
      read: ({ boxHead }) => boxHead.hidden,
      set: (a, hidden) => change(a, { hidden }),
    }),
    switchField({
      key: 'boxHead.norm',
      group,
      label: 'Norms in the box head',
      help: 'A norm after each of its convolutions.',
      isThere: ({ boxHead }) => boxHead.convolutions > 0,
      read: ({ boxHead }) => boxHead.norm ?? true,
      set: (a, norm) => normFault(a, norm) ?? change(a, { norm }),
    }),
    dropoutField({
      key: 'boxHead.dropout',
      group,
      help: 'Share of each dense layer’s answers that a training step leaves out, against learning by heart.',
      read: ({ boxHead }) => boxHead.dropout ?? 0,
      set: (a, dropout) => change(a, { dropout }),
    }),
  ]
}

function maskHeadFields(): readonly EditField<A>[] {
  const group = 'Mask head'
  const change = (a: A, part: Partial<A['maskHead']>): A => ({
    ...a,
    maskHead: { ...a.maskHead, ...part },
  })
  return [
    numberField({
      key: 'maskHead.convolutions',
      group,
      label: 'Convolutions',
      help: 'More of them draw finer outlines, and cost the most of a step.',
      min: 1,
      max: 8,
      read: ({ maskHead }) => maskHead.convolutions,
      set: (a, convolutions) => change(a, { convolutions }),
    }),
    numberField({
      key: 'maskHead.width',
      group,
      label: 'Width',
      help: 'Channels of each of them.',
      min: 4,
      max: 1024,
      read: ({ maskHead }) => maskHead.width,
      set: (a, width) => change(a, { width }),
    }),
    numberField({
      key: 'maskHead.predictor',
      group,
      label: 'Width of the predictor',
      help: 'Channels of the enlarged map that the masks are read from.',
      min: 4,
      max: 1024,
      read: ({ maskHead }) => maskHead.predictor,
      set: (a, predictor) => change(a, { predictor }),
    }),
    switchField({
      key: 'maskHead.norm',
      group,
      label: 'Norms in the mask head',
      help: 'A norm after each of its convolutions.',
      read: ({ maskHead }) => maskHead.norm,
      set: (a, norm) => normFault(a, norm) ?? change(a, { norm }),
    }),
    dropoutField({
      key: 'maskHead.dropout',
      group,
      help: 'Share of the last map that a training step leaves out.',
      read: ({ maskHead }) => maskHead.dropout ?? 0,
      set: (a, dropout) => change(a, { dropout }),
    }),
  ]
}

function dropoutField(field: {
  readonly key: string
  readonly group: string
  readonly help: string
  readonly read: (a: A) => number
  readonly set: (a: A, dropout: number) => A
}): EditField<A> {
  return numberField({ ...field, label: 'Dropout', min: 0, max: 0.9, step: 0.05 })
}

function normFault({ norm }: A, isWanted: boolean): string | null {
  if (!isWanted || norm.kind === 'batch') return null
  return 'This model’s norms are fixed, so a new one would let everything through and never learn: let the norms of the body learn from each batch first.'
}

function sizesFault({ anchors }: A, sizes: readonly (readonly number[])[]): string | null {
  const levels = anchors.sizes.length
  if (sizes.length !== levels) {
    return `The pyramid has ${levels} levels, and ${sizes.length} lines were given: give ${levels} lines of sizes.`
  }
  const isSide = (side: number): boolean => side >= 1 && side <= LARGEST_SIDE
  if (!sizes.every((level) => level.length > 0 && level.every(isSide))) {
    return `Each level needs a size from 1 to ${LARGEST_SIDE.toLocaleString('en')} pixels: fill in the line that has none.`
  }
  const [first = []] = sizes
  if (sizes.some((level) => level.length !== first.length)) {
    return 'One head looks for the anchors of all levels, so each needs as many: give every line the same number of sizes.'
  }
  return tooMany(first.length * anchors.aspectRatios.length)
}

function ratiosFault({ anchors }: A, ratios: readonly number[]): string | null {
  if (ratios.length === 0) return 'Anchors need a shape: give one ratio at least; 1 is a square.'
  if (!ratios.every((ratio) => ratio >= 0.05 && ratio <= 20)) {
    return 'A ratio is the height divided by the width: give numbers from 0.05 to 20.'
  }
  if (new Set(ratios).size !== ratios.length) {
    return 'A ratio that is there twice finds nothing new: take one of them out.'
  }
  return tooMany((anchors.sizes[0]?.length ?? 0) * ratios.length)
}

function tooMany(anchors: number): string | null {
  if (anchors <= MOST_ANCHORS) return null
  return `${anchors} anchors in each cell are too many to sort through: give sizes times ratios of ${MOST_ANCHORS} at most.`
}

/** As many levels as the pyramid has: further ones double the sides of the last. */
function withLevels(
  sizes: readonly (readonly number[])[],
  levels: number,
): readonly (readonly number[])[] {
  const fitting = sizes.slice(0, levels)
  while (fitting.length < levels) {
    fitting.push((fitting.at(-1) ?? [32]).map((side) => Math.min(2 * side, LARGEST_SIDE)))
  }
  return fitting
}
