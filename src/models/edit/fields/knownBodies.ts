import type { BodyArchitecture } from '../../architecture.ts'
import { resNet } from '../../backbones/resnet.ts'

/** A body that a model can be given, and what people call it. */
export interface KnownBody {
  readonly id: string
  readonly title: string
  readonly body: BodyArchitecture
}

const RESNETS: readonly KnownBody[] = [
  { id: 'resnet18', title: 'ResNet-18', body: resNet('resnet18') },
  { id: 'resnet34', title: 'ResNet-34', body: resNet('resnet34') },
  { id: 'resnet50', title: 'ResNet-50', body: resNet('resnet50') },
  { id: 'resnet101', title: 'ResNet-101', body: resNet('resnet101') },
]

/** Of a pyramid: maps of a quarter to a thirty-second of the size. */
export const PYRAMID_BODIES: readonly KnownBody[] = [
  ...RESNETS,
  {
    id: 'mobilenet-v2',
    title: 'MobileNetV2',
    body: { kind: 'mobilenet-v2', padding: 'symmetric', levels: [3, 6, 13, 18] },
  },
  {
    id: 'mobilenet-v3',
    title: 'MobileNetV3',
    body: { kind: 'mobilenet-v3-large', levels: [2, 4, 7, 16] },
  },
]

/** Of models that name every pixel: from half the size on. */
export const PIXEL_BODIES: readonly KnownBody[] = [
  ...RESNETS,
  {
    id: 'mobilenet-v2',
    title: 'MobileNetV2',
    body: { kind: 'mobilenet-v2', padding: 'symmetric', levels: [1, 3, 6, 13, 18] },
  },
]

/** A body that is none of the known ones. */
export const OWN_BODY = 'own'

export function bodyIdOf(body: BodyArchitecture, known: readonly KnownBody[]): string {
  const text = JSON.stringify(undilated(body))
  return known.find((each) => JSON.stringify(undilated(each.body)) === text)?.id ?? OWN_BODY
}

/** The known ones, and the model's own where it is another. */
export function bodyChoices(
  body: BodyArchitecture,
  known: readonly KnownBody[],
): readonly (readonly [string, string])[] {
  const all = known.map(({ id, title }) => [id, title] as const)
  const isOwn = bodyIdOf(body, known) === OWN_BODY
  return isOwn ? [[OWN_BODY, `${kindOf(body)} as it is`], ...all] : all
}

function kindOf({ kind }: BodyArchitecture): string {
  if (kind === 'resnet') return 'A ResNet'
  return kind === 'mobilenet-v2' ? 'A MobileNetV2' : 'A MobileNetV3'
}

/** A ResNet has the same layers however many of its stages are dilated. */
export function undilated(body: BodyArchitecture): BodyArchitecture {
  if (body.kind !== 'resnet') return body
  const { kind, block, stem, stages } = body
  return { kind, block, stem, stages }
}
