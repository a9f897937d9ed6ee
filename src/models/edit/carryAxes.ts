import { plainName } from '../../domain/matchClassNames.ts'
import type { Architecture, MaskRcnnArchitecture } from '../architecture.ts'
import type { UNetArchitecture } from '../semanticArchitecture.ts'

/** For each place along an axis of the new tensor its place in the old one, -1 where there is none. */
export type AxisSource = readonly number[]

const BOX_CLASSES = /^roi_heads\.box_predictor\.bbox_pred\./
const CLASSES =
  /^(roi_heads\.box_predictor\.cls_score|roi_heads\.mask_predictor\.mask_fcn_logits|(aux_)?classifier\.4|score\.\d+|outc\.conv|segmentation_head\.0)\./

/** The old label of each new class: by name, whatever its spelling; the background is the background. */
export function classSources(before: readonly string[], after: readonly string[]): AxisSource {
  const known = before.map(plainName)
  return after.map((name, label) => {
    if (label === 0) return 0
    const exact = before.indexOf(name, 1)
    return exact > 0 ? exact : known.indexOf(plainName(name), 1)
  })
}

/** Where the outputs of a layer come from: by class, by anchor, else by place. */
export function outputSources(
  name: string,
  { before, after }: { readonly before: Architecture; readonly after: Architecture },
  [old, size]: readonly [old: number, size: number],
): AxisSource {
  if (BOX_CLASSES.test(name)) return spread(classSources(before.classes, after.classes), 4)
  if (CLASSES.test(name)) return classSources(before.classes, after.classes)
  if (before.family === 'mask-rcnn' && after.family === 'mask-rcnn') {
    const anchors = (): AxisSource => anchorSources(before.anchors, after.anchors)
    if (name.startsWith('rpn.head.cls_logits.')) return anchors()
    if (name.startsWith('rpn.head.bbox_pred.')) return spread(anchors(), 4)
  }
  return byPlace(old, size)
}

/** Where the inputs of a layer come from: by place, in each of the maps that it joins. */
export function inputSources(
  name: string,
  { before, after }: { readonly before: Architecture; readonly after: Architecture },
  [old, size]: readonly [old: number, size: number],
): AxisSource {
  const [olds, sizes] = [
    joinedInputs(name, before, after, old),
    joinedInputs(name, after, after, size),
  ]
  let place = 0
  return sizes.flatMap((own, part) => {
    const start = place
    place += olds[part] ?? 0
    return byPlace(olds[part] ?? 0, own).map((from) => (from < 0 ? from : start + from))
  })
}

/** The channels of the maps that a layer of a U-Net's way up reads, one after the other; `named` gave the name. */
function joinedInputs(
  name: string,
  of: Architecture,
  named: Architecture,
  channels: number,
): readonly number[] {
  if (of.family !== 'unet' || named.family !== 'unet') return [channels]
  const first = joinsFirst(name, of, named)
  return first === null || first > channels ? [channels] : [first, channels - first]
}

/** Of a layer that joins two maps the channels of the first; null of every other layer. */
function joinsFirst(
  name: string,
  { encoder }: UNetArchitecture,
  { encoder: namedEncoder }: UNetArchitecture,
): number | null {
  const up = /^up(\d+)\.conv\.double_conv\.0\.weight$/.exec(name)
  if (up !== null && encoder.kind === 'plain' && namedEncoder.kind === 'plain') {
    // The skipped map comes first.
    const level = namedEncoder.widths.length - 1 - Number(up[1])
    return encoder.widths[level] ?? null
  }
  const block = /^decoder\.blocks\.(\d+)\.conv1\.0\.weight$/.exec(name)
  if (block !== null && encoder.kind === 'body') {
    const i = Number(block[1])
    // The raised map comes first; into the first block the body's last, which does not change.
    return i === 0 ? null : (encoder.decoderWidths[i - 1] ?? null)
  }
  return null
}

/** Anchors lie ratio by ratio, in each size by size. */
function anchorSources(
  before: MaskRcnnArchitecture['anchors'],
  after: MaskRcnnArchitecture['anchors'],
): AxisSource {
  const [had, has] = [before.sizes[0]?.length ?? 0, after.sizes[0]?.length ?? 0]
  const isReshaped = before.aspectRatios.length === after.aspectRatios.length
  return after.aspectRatios.flatMap((ratio, at) => {
    // As many ratios as before, a little moved: each goes on from the one in its place.
    const from = isReshaped ? at : before.aspectRatios.indexOf(ratio)
    return Array.from({ length: has }, (_, size) =>
      from < 0 || size >= had ? -1 : from * had + size,
    )
  })
}

function byPlace(old: number, size: number): AxisSource {
  return Array.from({ length: size }, (_, i) => (i < old ? i : -1))
}

/** Each place stands for `each` rows. */
function spread(sources: AxisSource, each: number): AxisSource {
  return sources.flatMap((from) =>
    Array.from({ length: each }, (_, k) => (from < 0 ? -1 : from * each + k)),
  )
}
