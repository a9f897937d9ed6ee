import type { BodyEncoder, PlainEncoder, UNetArchitecture } from '../../semanticArchitecture.ts'
import { bodyUnet, cellUnet } from '../../semanticPresets.ts'
import { classesField } from './classesField.ts'
import { choiceField, numberField, numbersField, switchField, type EditField } from './editField.ts'
import { bodyChoices, bodyIdOf, OWN_BODY, PIXEL_BODIES } from './knownBodies.ts'
import { lossesFor } from './lossesFor.ts'
import { tileField } from './tileField.ts'

type A = UNetArchitecture

const PLAIN = 'plain'
const LEAST_WIDTH = 2
const LARGEST_WIDTH = 2048
/** The coarsest map of a square keeps this many pixels a side. */
const LEAST_COARSE_SIDE = 4
const MAX_DEPTH = 7

/** Everything of a U-Net that the editor changes. */
export const UNET_FIELDS: readonly EditField<A>[] = [
  classesField((a, classes) => ({ ...a, classes, losses: lossesFor(a, classes) })),
  tileField((a, tile) => ({ ...a, input: { ...a.input, tile } })),
  choiceField({
    key: 'encoder',
    group: 'Network',
    label: 'Way down',
    help: 'The paper’s pairs of convolutions, or the body of a classifier; another kind begins anew.',
    choices: ({ encoder }) => [
      [PLAIN, 'Pairs of convolutions'],
      ...(encoder.kind === 'body'
        ? bodyChoices(encoder.body, PIXEL_BODIES)
        : PIXEL_BODIES.map(({ id, title }) => [id, title] as const)),
    ],
    read: ({ encoder }) =>
      encoder.kind === 'plain' ? PLAIN : bodyIdOf(encoder.body, PIXEL_BODIES),
    set: (a, id) => {
      if (id === OWN_BODY) return a
      if (id === PLAIN) return a.encoder.kind === 'plain' ? a : withEncoder(a, cellUnet([]).encoder)
      const body = PIXEL_BODIES.find((known) => known.id === id)?.body
      if (body === undefined) return a
      if (a.encoder.kind === 'body') return withEncoder(a, { ...a.encoder, body })
      return withEncoder(a, bodyUnet([], body).encoder)
    },
  }),
  numberField({
    key: 'encoder.depth',
    group: 'Network',
    label: 'Depth',
    help: 'How often the picture is halved: each step sees twice as far.',
    min: 1,
    max: MAX_DEPTH,
    isThere: isPlain,
    read: ({ encoder }) => (encoder.kind === 'plain' ? encoder.widths.length - 1 : 0),
    set: (a, depth) => changePlain(a, ({ widths }) => ({ widths: withDepth(widths, depth) })),
  }),
  numbersField({
    key: 'encoder.widths',
    group: 'Network',
    label: 'Widths',
    help: 'Channels from the full size down, one for each size; the paper’s are 64, 128, 256, 512, 1024.',
    isThere: isPlain,
    read: ({ encoder }) => (encoder.kind === 'plain' ? encoder.widths : []),
    set: (a, widths) => changePlain(a, () => ({ widths })),
  }),
  numbersField({
    key: 'encoder.decoderWidths',
    group: 'Network',
    label: 'Widths of the way up',
    help: 'Channels of the five blocks that enlarge the map again, coarse to fine.',
    isThere: (a) => !isPlain(a),
    read: ({ encoder }) => (encoder.kind === 'body' ? encoder.decoderWidths : []),
    set: (a, decoderWidths) => {
      if (a.encoder.kind !== 'body') return a
      if (decoderWidths.length !== 5) {
        return `The body halves the picture five times, so the way up has five blocks: give five numbers instead of ${decoderWidths.length}.`
      }
      return widthsFault(decoderWidths) ?? withEncoder(a, { ...a.encoder, decoderWidths })
    },
  }),
  choiceField({
    key: 'encoder.norm',
    group: 'Network',
    label: 'Norms',
    help: 'Learning ones make training far quicker; the paper has none.',
    choices: (a) => [
      ...(isPlain(a) ? ([['none', 'None, as the paper']] as const) : []),
      ['batch', 'Learn from each batch'],
      ['frozen', 'Fixed'],
    ],
    read: ({ encoder }) => encoder.norm?.kind ?? 'none',
    set: (a, kind) => {
      const norm =
        kind === 'none'
          ? null
          : ({
              kind: kind === 'batch' ? kind : 'frozen',
              epsilon: a.encoder.norm?.epsilon ?? 1e-5,
            } as const)
      if (a.encoder.kind === 'body') {
        return norm === null
          ? 'The body of a classifier has its norms: let them learn, or fix them.'
          : withEncoder(a, { ...a.encoder, norm })
      }
      if (kind === 'frozen' && a.encoder.norm === null) {
        return 'Fixed norms of a model that had none would let everything through: choose norms that learn, or none.'
      }
      return withEncoder(a, { ...a.encoder, norm })
    },
  }),
  choiceField({
    key: 'encoder.up',
    group: 'Network',
    label: 'Way up',
    help: 'Learnt steps can sharpen; bilinear ones are lighter and never leave a chequered pattern.',
    isThere: isPlain,
    choices: () => [
      ['transposed', 'Transposed convolutions, learnt'],
      ['bilinear', 'Bilinear, nothing to learn'],
    ],
    read: ({ encoder }) => (encoder.kind === 'plain' ? encoder.up : ''),
    set: (a, up) => changePlain(a, () => ({ up: up === 'bilinear' ? up : 'transposed' })),
  }),
  choiceField({
    key: 'encoder.padding',
    group: 'Network',
    label: 'Border',
    help: 'Zeros around each map keep its size; without them the picture is mirrored around instead.',
    isThere: isPlain,
    choices: () => [
      ['same', 'Zeros around maps'],
      ['valid', 'None, as the paper'],
    ],
    read: ({ encoder }) => (encoder.kind === 'plain' ? encoder.padding : ''),
    set: (a, padding) =>
      changePlain(a, () => ({ padding: padding === 'valid' ? padding : 'same' })),
  }),
  switchField({
    key: 'instanceHeads',
    group: 'Heads',
    label: 'Heads that part objects',
    help: 'Say where objects touch and how deep inside one a pixel lies, so that neighbours are told apart.',
    read: ({ instanceHeads }) => instanceHeads,
    set: (a, instanceHeads) => ({ ...a, instanceHeads }),
  }),
  numberField({
    key: 'dropout',
    group: 'Network',
    label: 'Dropout',
    help: 'Share of the coarsest map that a training step leaves out, as in the paper.',
    min: 0,
    max: 0.9,
    step: 0.05,
    read: ({ dropout = 0 }) => dropout,
    set: (a, dropout) => ({ ...a, dropout }),
  }),
]

function isPlain({ encoder }: A): boolean {
  return encoder.kind === 'plain'
}

function withEncoder(a: A, encoder: PlainEncoder | BodyEncoder): A {
  return { ...a, encoder }
}

function changePlain(a: A, change: (encoder: PlainEncoder) => Partial<PlainEncoder>): A | string {
  if (a.encoder.kind !== 'plain') return a
  const encoder = { ...a.encoder, ...change(a.encoder) }
  return plainFault(encoder, a.input.tile) ?? withEncoder(a, encoder)
}

function plainFault({ widths, up }: PlainEncoder, tile: number): string | null {
  const depth = widths.length - 1
  if (depth < 1 || depth > MAX_DEPTH) {
    return `A U-Net halves the picture 1 to ${MAX_DEPTH} times: give 2 to ${MAX_DEPTH + 1} widths.`
  }
  const fault = widthsFault(widths)
  if (fault !== null) return fault
  const coarse = Math.floor(tile / 2 ** depth)
  if (coarse < LEAST_COARSE_SIDE) {
    return `Halved ${depth} times, a square of ${tile} pixels has only ${coarse} left a side: give a depth of ${Math.floor(Math.log2(tile / LEAST_COARSE_SIDE))} at most, or larger squares.`
  }
  const odd = widths.find((width) => width % 4 !== 0)
  if (up === 'bilinear' && odd !== undefined) {
    return `Bilinear steps halve the widths twice, and ${odd} cannot be: give multiples of 4, such as ${4 * Math.ceil(odd / 4)}.`
  }
  return null
}

function widthsFault(widths: readonly number[]): string | null {
  const wrong = widths.find(
    (width) => !Number.isInteger(width) || width < LEAST_WIDTH || width > LARGEST_WIDTH,
  )
  if (wrong === undefined) return null
  return `${Number.isNaN(wrong) ? 'That' : wrong} is no width: give whole numbers from ${LEAST_WIDTH} to ${LARGEST_WIDTH.toLocaleString('en')}.`
}

/** Further widths double the last. */
function withDepth(widths: readonly number[], depth: number): readonly number[] {
  const fitting = widths.slice(0, depth + 1)
  while (fitting.length < depth + 1) {
    fitting.push(Math.min(2 * (fitting.at(-1) ?? 16), LARGEST_WIDTH))
  }
  return fitting
}
