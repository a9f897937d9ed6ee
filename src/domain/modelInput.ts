import type { LibraryModel } from './libraryModel.ts'

/** What a detector has to know beside its weights, and what no checkpoint of PyTorch tells. */
export interface ModelInput {
  /** To how many pixels the shorter side of a picture is brought. */
  readonly minSize: number
  /** The longer side gets no longer than this, pixels. */
  readonly maxSize: number
  /** Sides of the anchors of each level of the pyramid, pixels of the picture as the network sees it. */
  readonly anchorSizes: readonly (readonly number[])[]
  /** Height / width of the anchors. */
  readonly aspectRatios: readonly number[]
}

const LARGEST = 4096

/** Null for a model without anchors. */
export function modelInputOf({ family, architecture }: LibraryModel): ModelInput | null {
  if (family !== 'mask-rcnn') return null
  const { input, anchors } = architecture
  if (!isRecord(input) || !isRecord(anchors)) return null
  const { minSize, maxSize } = input
  const { sizes, aspectRatios } = anchors
  if (typeof minSize !== 'number' || typeof maxSize !== 'number') return null
  if (!areNumbers(aspectRatios) || !Array.isArray(sizes) || !sizes.every(areNumbers)) return null
  return { minSize, maxSize, anchorSizes: sizes, aspectRatios }
}

/**
 * Why a model cannot take this input, one sentence; null when it can. As many anchors a place as before: the weights of
 * the proposal head are made for them.
 */
export function inputFault(input: ModelInput, before: ModelInput): string | null {
  const { minSize, maxSize, anchorSizes, aspectRatios } = input
  const isLength = (value: number): boolean => value > 0 && value <= LARGEST
  if (![minSize, maxSize].every((value) => Number.isInteger(value) && isLength(value))) {
    return `Sides are whole numbers from 1 to ${LARGEST}.`
  }
  if (minSize > maxSize) return 'The longer side cannot be less than the shorter one.'
  if (!anchorSizes.flat().every(isLength) || !aspectRatios.every((ratio) => ratio > 0)) {
    return `Anchors need sides from 1 to ${LARGEST} and ratios above 0.`
  }
  const levels = before.anchorSizes.length
  if (anchorSizes.length !== levels) return `The model has ${levels} levels of anchors.`
  const each = anchorsPerPlace(before, 0)
  const isWrong = anchorSizes.some((_, level) => anchorsPerPlace(input, level) !== each)
  if (!isWrong) return null
  return `The weights are made for ${each} anchors a place, sizes of a level times ratios: customise the model for others.`
}

function anchorsPerPlace({ anchorSizes, aspectRatios }: ModelInput, level: number): number {
  return (anchorSizes[level]?.length ?? 0) * aspectRatios.length
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
}
