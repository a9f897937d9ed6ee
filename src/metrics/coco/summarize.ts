import type { Curves } from './accumulate.ts'
import type { CocoCategory } from './cocoFormat.ts'
import type { CocoParams } from './cocoParams.ts'
import { meanOfPresent } from './numpySum.ts'

/** Figures of one class, under the names that COCO's tables use; -1 where the class has no ground truth. */
export interface CocoClassFigures {
  readonly category_id: number
  readonly name: string
  /** Over all IoU thresholds, all sizes and the largest limit of detections. */
  readonly AP: number
  readonly AP50: number
  readonly AP75: number
  /** AP_area1, AP_area2, …: by size range, after "all". */
  readonly [area: `AP_area${number}`]: number
  /** One a limit of detections. */
  readonly AR: readonly number[]
}

interface Pick {
  readonly kind: 'precision' | 'recall'
  readonly threshold?: number
  readonly area?: string
  readonly limit: number
}

/** One line of pycocotools' table; its value is a place in `stats`. */
export interface SummaryLine {
  readonly kind: 'precision' | 'recall'
  readonly threshold?: number
  readonly area: string
  readonly limit: number
}

/** The twelve lines in the order of `stats`; undefined where fewer than three limits leave them without meaning. */
export function summaryLines({ maxDets }: CocoParams): readonly SummaryLine[] | undefined {
  const [first, second, third] = maxDets
  if (first === undefined || second === undefined || third === undefined) return undefined
  const ap = { kind: 'precision', area: 'all', limit: third } as const
  const ar = { kind: 'recall', area: 'all', limit: third } as const
  return [
    // The first is always over 100 detections, whatever the limits are.
    { ...ap, limit: 100 },
    { ...ap, threshold: 0.5 },
    { ...ap, threshold: 0.75 },
    { ...ap, area: 'small' },
    { ...ap, area: 'medium' },
    { ...ap, area: 'large' },
    { ...ar, limit: first },
    { ...ar, limit: second },
    ar,
    { ...ar, area: 'small' },
    { ...ar, area: 'medium' },
    { ...ar, area: 'large' },
  ]
}

/** pycocotools' `summarize`: the twelve numbers; null where the limits of detections are too few for them. */
export function summarize(curves: Curves, params: CocoParams): readonly number[] | null {
  return summaryLines(params)?.map((line) => summarizeLine(curves, params, line)) ?? null
}

function summarizeLine(curves: Curves, params: CocoParams, pick: Pick): number {
  const { T, K, A, M } = curves.shape
  const R = pick.kind === 'precision' ? curves.shape.R : 1
  const values = curves[pick.kind]
  const areas = indicesOf(params.areaRngLbl, pick.area).filter((a) => a < A)
  const limits = indicesOf(params.maxDets, pick.limit)
  const picked: number[] = []
  for (let t = 0; t < T; t++) {
    if (pick.threshold !== undefined && params.iouThrs[t] !== pick.threshold) continue
    for (let rk = 0; rk < R * K; rk++) {
      for (const a of areas) {
        for (const m of limits) picked.push(values[((t * R * K + rk) * A + a) * M + m] ?? -1)
      }
    }
  }
  return meanOfPresent(picked)
}

function indicesOf<T>(list: readonly T[], wanted: T): readonly number[] {
  return list.flatMap((value, index) => (value === wanted ? [index] : []))
}

/** Figures of every class evaluated, in the order of the curves. */
export function summarizeClasses(
  curves: Curves,
  params: CocoParams,
  categories: readonly CocoCategory[],
): readonly CocoClassFigures[] {
  const names = new Map(categories.map(({ id, name }) => [id, name ?? String(id)]))
  const ids = params.useCats ? params.catIds : [-1]
  const { A, M } = curves.shape
  const all = params.iouThrs.map((_, t) => t)
  return ids.map((id, k) => {
    const at = (kind: Pick['kind'], thresholds: readonly number[], a: number, m: number) =>
      meanOfPresent(classValues(curves, kind, { thresholds, k, a, m }))
    const bySize: Record<`AP_area${number}`, number> = {}
    for (let a = 1; a < A; a++) bySize[`AP_area${a}`] = at('precision', all, a, M - 1)
    return {
      category_id: id,
      name: names.get(id) ?? 'all classes',
      AP: at('precision', all, 0, M - 1),
      AP50: at('precision', [nearest(params.iouThrs, 0.5)], 0, M - 1),
      AP75: at('precision', [nearest(params.iouThrs, 0.75)], 0, M - 1),
      ...bySize,
      AR: params.maxDets.map((_, m) => at('recall', all, 0, m)),
    }
  })
}

/** The values of one class, size range and limit, threshold after threshold. */
export function classValues(
  curves: Curves,
  kind: 'precision' | 'recall' | 'scores',
  pick: { readonly thresholds: readonly number[]; k: number; a: number; m: number },
): readonly number[] {
  const { K, A, M } = curves.shape
  const R = kind === 'recall' ? 1 : curves.shape.R
  const values = curves[kind]
  return pick.thresholds.flatMap((t) =>
    Array.from(
      { length: R },
      (_, r) => values[(((t * R + r) * K + pick.k) * A + pick.a) * M + pick.m] ?? -1,
    ),
  )
}

function nearest(values: readonly number[], wanted: number): number {
  let best = 0
  values.forEach((value, index) => {
    if (Math.abs(value - wanted) < Math.abs((values[best] ?? 0) - wanted)) best = index
  })
  return best
}
