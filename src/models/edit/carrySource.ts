import type { Architecture, BodyArchitecture, BoxHeadArchitecture } from '../architecture.ts'
import { denseLayers, denseName } from '../maskRcnn/roiHeads.ts'
import type { PlainEncoder } from '../semanticArchitecture.ts'

/**
 * Under which name the base has what a tensor of the edited model goes on from; null where it begins anew because what
 * it reads has changed altogether. The base need not have a tensor of that name.
 */
export function carrySource(
  name: string,
  before: Architecture,
  after: Architecture,
): string | null {
  if (before.family === 'mask-rcnn' && after.family === 'mask-rcnn') {
    const reads = /^backbone\.(body|fpn\.inner_blocks)\./
    if (reads.test(name)) return areAlike(before.body, after.body) ? name : null
    return sourceInBoxHead(name, before.boxHead, after.boxHead)
  }
  if (before.family === 'fcn' && after.family === 'fcn') {
    if (!areAlike(before.body, after.body)) return null
    return name.startsWith('backbone.') || before.head.kind === after.head.kind ? name : null
  }
  if (before.family === 'unet' && after.family === 'unet') {
    const [one, other] = [before.encoder, after.encoder]
    if (one.kind === 'plain' && other.kind === 'plain') {
      return sourceInPlainUnet(name, one, other)
    }
    const isSame = one.kind === 'body' && other.kind === 'body' && areAlike(one.body, other.body)
    return isSame ? name : null
  }
  return null
}

/** Bodies of one kind: a longer or wider one goes on from a shorter or narrower one. */
function areAlike(one: BodyArchitecture, other: BodyArchitecture): boolean {
  if (one.kind !== other.kind) return false
  return one.kind !== 'resnet' || other.kind !== 'resnet' || one.block === other.block
}

/** The names of dense layers count the convolutions before them. */
function sourceInBoxHead(
  name: string,
  before: BoxHeadArchitecture,
  after: BoxHeadArchitecture,
): string {
  for (let i = 0; i < denseLayers(after); i++) {
    const own = `roi_heads.box_head.${denseName(after, i)}.`
    if (name.startsWith(own)) {
      return `roi_heads.box_head.${denseName(before, i)}.${name.slice(own.length)}`
    }
  }
  return name
}

/** Steps up are counted from the coarsest, and convolutions by whether norms stand between them. */
function sourceInPlainUnet(name: string, before: PlainEncoder, after: PlainEncoder): string | null {
  // What a step up hands on is another thing when it is made in another way.
  if (before.up !== after.up && name.startsWith('up')) return null
  const deeper = after.widths.length - before.widths.length
  const renamed = name.replace(/^up(\d+)\./, (_, step) => `up${Number(step) - deeper}.`)
  if ((before.norm === null) === (after.norm === null)) return renamed
  const [from, to] = after.norm === null ? ['2', '3'] : ['3', '2']
  return renamed.replace(`.double_conv.${from}.`, `.double_conv.${to}.`)
}
