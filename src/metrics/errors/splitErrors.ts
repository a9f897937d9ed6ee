import { ERROR_KINDS, type ErrorKind, type ErrorShare } from '../../domain/evaluation.ts'
import type { Assignment } from './assignErrors.ts'
import { averagePrecision, type ScoredHit } from './averagePrecision.ts'

/**
 * Counts each kind of error and what it costs: the rise of the mean AP (at the IoU of the assignments) if all errors of
 * that kind alone were mended, as TIDE mends them. A wrong class or place becomes a hit on the object it is about, if
 * that is still free; doubles, false alarms and what is wrong twice go away; missed objects are not asked for.
 */
export function splitErrors(
  assignments: readonly Assignment[],
  categoryIds: readonly number[],
): readonly ErrorShare[] {
  const before = meanAp(assignments, categoryIds, null)
  return ERROR_KINDS.map((kind) => ({
    kind,
    count: countOf(assignments, kind),
    apLost: before < 0 ? 0 : Math.max(0, meanAp(assignments, categoryIds, kind) - before),
  }))
}

function countOf(assignments: readonly Assignment[], kind: ErrorKind): number {
  return assignments.reduce(
    (total, { kinds, truthKinds }) =>
      total +
      (kind === 'missed'
        ? truthKinds.filter((one) => one === 'missed').length
        : kinds.filter((one) => one === kind).length),
    0,
  )
}

/** Mean AP over the classes that have objects; -1 where none has. */
function meanAp(
  assignments: readonly Assignment[],
  categoryIds: readonly number[],
  mended: ErrorKind | null,
): number {
  const hits = new Map(categoryIds.map((id) => [id, [] as ScoredHit[]]))
  const truths = new Map(categoryIds.map((id) => [id, 0]))
  for (const assignment of assignments) {
    const { overlaps, kinds, partner, truthKinds } = assignment
    overlaps.truthClasses.forEach((category, g) => {
      const isAsked =
        truthKinds[g] !== 'crowd' && !(mended === 'missed' && truthKinds[g] === 'missed')
      if (isAsked) truths.set(category, (truths.get(category) ?? 0) + 1)
    })
    const taken = new Set(partner.filter((_, d) => kinds[d] === 'hit'))
    kinds.forEach((kind, d) => {
      if (kind === 'ignored') return
      const g = partner[d] ?? -1
      const score = overlaps.scores[d] ?? 0
      const own = overlaps.detectionClasses[d] ?? -1
      if (kind !== mended) hits.get(own)?.push({ score, isHit: kind === 'hit' })
      else if (isMendable(kind) && !taken.has(g)) {
        taken.add(g)
        hits.get(overlaps.truthClasses[g] ?? -1)?.push({ score, isHit: true })
      }
    })
  }
  const values = categoryIds
    .map((id) => averagePrecision(hits.get(id) ?? [], truths.get(id) ?? 0, '101-point'))
    .filter((value) => value >= 0)
  return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length
}

function isMendable(kind: string): boolean {
  return kind === 'classification' || kind === 'localisation'
}
