import { fail } from '../../domain/failure.ts'
import type { IouType } from './cocoFormat.ts'

/** What may be set of an evaluation, under pycocotools' names; what is left out takes its defaults. */
export interface CocoEvalOptions {
  readonly iouType: IouType
  /** Images to look at; all by itself. */
  readonly imgIds?: readonly number[]
  /** Categories to look at; all by itself. */
  readonly catIds?: readonly number[]
  readonly iouThrs?: readonly number[]
  readonly recThrs?: readonly number[]
  /** How many detections of an image and category count, best first. */
  readonly maxDets?: readonly number[]
  /** [smallest, largest] area of each size range, both inclusive, in pixels. */
  readonly areaRng?: readonly (readonly [number, number])[]
  readonly areaRngLbl?: readonly string[]
  /** 0 leaves the classes aside and evaluates all objects as one. */
  readonly useCats?: 0 | 1 | boolean
}

export interface CocoParams {
  readonly iouType: IouType
  /** Ascending, each once. */
  readonly imgIds: readonly number[]
  /** Ascending, each once; as given where `useCats` is false. */
  readonly catIds: readonly number[]
  readonly iouThrs: readonly number[]
  readonly recThrs: readonly number[]
  /** Ascending. */
  readonly maxDets: readonly number[]
  readonly areaRng: readonly (readonly [number, number])[]
  readonly areaRngLbl: readonly string[]
  readonly useCats: boolean
}

const LARGEST_AREA = 1e5 ** 2

/** Fills in pycocotools' defaults (cocoeval.py, `Params.setDetParams`) and brings the lists into its order. */
export function resolveParams(
  options: CocoEvalOptions,
  all: { readonly imageIds: readonly number[]; readonly categoryIds: readonly number[] },
): CocoParams {
  const useCats = Boolean(options.useCats ?? true)
  const catIds = options.catIds ?? all.categoryIds
  return {
    iouType: options.iouType,
    imgIds: ascendingOnce(options.imgIds ?? all.imageIds),
    catIds: useCats ? ascendingOnce(catIds) : catIds,
    iouThrs: some('iouThrs', options.iouThrs) ?? spread(0.5, 0.95, 10),
    recThrs: some('recThrs', options.recThrs) ?? spread(0, 1, 101),
    maxDets: [...(some('maxDets', options.maxDets) ?? [1, 10, 100])].sort((a, b) => a - b),
    areaRng: some('areaRng', options.areaRng) ?? [
      [0, LARGEST_AREA],
      [0, 32 ** 2],
      [32 ** 2, 96 ** 2],
      [96 ** 2, LARGEST_AREA],
    ],
    areaRngLbl: options.areaRngLbl ?? ['all', 'small', 'medium', 'large'],
    useCats,
  }
}

function some<T>(name: string, list: readonly T[] | undefined): readonly T[] | undefined {
  if (list?.length !== 0) return list
  return fail('bad-request', `${name} is empty.`, 'Leave it out to use the usual values.')
}

/** numpy.linspace with its end point, in its order of arithmetic: the ninth IoU threshold is 0.8999999999999999. */
function spread(first: number, last: number, count: number): readonly number[] {
  const step = (last - first) / (count - 1)
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : i * step + first))
}

function ascendingOnce(ids: readonly number[]): readonly number[] {
  return [...new Set(ids)].sort((a, b) => a - b)
}
