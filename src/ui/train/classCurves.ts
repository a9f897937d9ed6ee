import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'

/** Which figure of a class: AP of masks, or how well its pixels are named. */
export type ClassMeasure = 'ap' | 'iou' | 'dice'

/** A class over the looks at the held-out pictures, those left out where it has no figure. */
export interface ClassCurve {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** One curve a class of the last look, in its order; classes that never had a figure are left out. */
export function classCurves(
  evaluations: readonly EvaluationEvent[],
  measure: ClassMeasure,
): readonly ClassCurve[] {
  const found = new Map<string, { x: number[]; y: number[] }>()
  for (const evaluation of evaluations) {
    for (const { name, value } of figuresOf(evaluation, measure)) {
      const curve = found.get(name) ?? { x: [], y: [] }
      found.set(name, curve)
      if (value === null) continue
      curve.x.push(evaluation.step)
      curve.y.push(value)
    }
  }
  const last = evaluations.at(-1)
  if (last === undefined) return []
  return figuresOf(last, measure).flatMap(({ name }) => {
    const curve = found.get(name)
    return curve === undefined || curve.x.length === 0 ? [] : [{ name, ...curve }]
  })
}

/** The names to follow at first: all when there are few, else the best and the worst of the last look, half each. */
export function notableClasses(curves: readonly ClassCurve[], most: number): readonly string[] {
  if (curves.length <= most) return curves.map(({ name }) => name)
  const ranked = byLatest(curves).map(({ name }) => name)
  const best = Math.ceil(most / 2)
  return [...ranked.slice(0, best), ...ranked.slice(best - most)]
}

/** Best first, by the latest figure. */
export function byLatest(curves: readonly ClassCurve[]): readonly ClassCurve[] {
  return curves.toSorted((a, b) => (b.y.at(-1) ?? 0) - (a.y.at(-1) ?? 0))
}

function figuresOf(
  { classes, semantic }: EvaluationEvent,
  measure: ClassMeasure,
): readonly { readonly name: string; readonly value: number | null }[] {
  return measure === 'ap'
    ? classes.map(({ name, ap }) => ({ name, value: ap }))
    : (semantic?.classes ?? []).map((each) => ({ name: each.name, value: each[measure] }))
}
