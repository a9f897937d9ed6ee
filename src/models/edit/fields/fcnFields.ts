import type { BodyArchitecture } from '../../architecture.ts'
import { DEEPLAB_DROPOUT } from '../../fcn/deepLabHead.ts'
import { FCN_DROPOUT } from '../../fcn/fcnHead.ts'
import type { FcnArchitecture } from '../../semanticArchitecture.ts'
import { classesField } from './classesField.ts'
import { choiceField, numberField, switchField, type EditField } from './editField.ts'
import { bodyChoices, bodyIdOf, PIXEL_BODIES, undilated } from './knownBodies.ts'
import { lossesFor } from './lossesFor.ts'
import { tileField } from './tileField.ts'

type A = FcnArchitecture

/** torchvision keeps the last two stages of a body at their size. */
const DILATED_STAGES = 2

/** Everything of an FCN that the editor changes. */
export const FCN_FIELDS: readonly EditField<A>[] = [
  classesField((a, classes) => ({ ...a, classes, losses: lossesFor(a, classes) })),
  tileField((a, tile) => ({ ...a, input: { ...a.input, tile } })),
  choiceField({
    key: 'body',
    group: 'Body',
    label: 'Body',
    help: 'What looks at the whole picture first; another kind of body begins anew.',
    choices: ({ body }) => bodyChoices(body, PIXEL_BODIES),
    read: ({ body }) => bodyIdOf(body, PIXEL_BODIES),
    set: (a, id) => {
      const body = PIXEL_BODIES.find((known) => known.id === id)?.body ?? a.body
      return fitBody({ ...a, body })
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
  choiceField({
    key: 'head.kind',
    group: 'Head',
    label: 'Head',
    help: 'How the body’s maps become classes; another kind begins anew.',
    choices: () => [
      ['dilated', 'FCN, as torchvision has it'],
      ['deeplab-v3', 'DeepLabV3: looks near and far'],
      ['skip-8', 'FCN-8s: scores of three depths'],
      ['skip-16', 'FCN-16s: scores of two depths'],
      ['skip-32', 'FCN-32s: scores of the last'],
    ],
    read: ({ head }) => (head.kind === 'skip' ? `skip-${head.finestStride}` : head.kind),
    set: (a, kind) => {
      const auxiliary = a.head.kind === 'skip' ? false : a.head.auxiliary
      if (kind === 'dilated' || kind === 'deeplab-v3') {
        return fitBody({ ...a, head: { kind, auxiliary } })
      }
      const finestStride = kind === 'skip-8' ? 8 : kind === 'skip-16' ? 16 : 32
      return fitBody({ ...a, head: { kind: 'skip', finestStride } })
    },
  }),
  switchField({
    key: 'head.auxiliary',
    group: 'Head',
    label: 'Auxiliary head',
    help: 'A second head on a finer map, which helps the body learn and predicts nothing.',
    isThere: ({ head }) => head.kind !== 'skip',
    read: ({ head }) => head.kind !== 'skip' && head.auxiliary,
    set: (a, auxiliary) => (a.head.kind === 'skip' ? a : { ...a, head: { ...a.head, auxiliary } }),
  }),
  numberField({
    key: 'head.dropout',
    group: 'Head',
    label: 'Dropout',
    help: 'Share of what the head says that a training step leaves out, in front of the scores.',
    min: 0,
    max: 0.9,
    step: 0.05,
    isThere: ({ head }) => head.kind !== 'skip',
    read: ({ head }) => {
      if (head.kind === 'skip') return 0
      return head.dropout ?? (head.kind === 'dilated' ? FCN_DROPOUT : DEEPLAB_DROPOUT)
    },
    set: (a, dropout) => (a.head.kind === 'skip' ? a : { ...a, head: { ...a.head, dropout } }),
  }),
]

/** Dilates the body as its head needs it; why it cannot be where the body does not dilate. */
function fitBody(a: A): A | string {
  if (a.head.kind === 'skip') return { ...a, body: undilated(a.body) }
  if (!canDilate(a.body)) {
    return 'This head stands on a body whose last stages keep their size, which only ResNet-50 and ResNet-101 can: choose one of them, or a head of scores of several depths.'
  }
  return { ...a, body: { ...a.body, dilatedStages: DILATED_STAGES } }
}

/** torchvision's basic blocks do not dilate either. */
function canDilate(body: BodyArchitecture): body is BodyArchitecture & { kind: 'resnet' } {
  return body.kind === 'resnet' && body.block === 'bottleneck'
}
