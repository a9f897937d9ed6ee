import type { DetectionKind } from '../../domain/evaluation.ts'
import type { ImageOverlaps } from './imageOverlaps.ts'

/** What became of everything found and everything true in one image, at one score and one IoU. */
export interface Assignment {
  readonly overlaps: ImageOverlaps
  /** How many of the detections, which are by falling score, reach the score. */
  readonly count: number
  readonly kinds: readonly DetectionKind[]
  /** The true object a detection hit, or that its mistake is about; -1 for none. */
  readonly partner: readonly number[]
  /** Of the truths: 'found', 'missed', 'mistaken' (a detection is about it, but wrong), 'crowd'. */
  readonly truthKinds: readonly TruthKind[]
}

export type TruthKind = 'found' | 'missed' | 'mistaken' | 'crowd'

export interface Thresholds {
  /** Detections under this score are left aside. */
  readonly score: number
  /** From this overlap on a detection hits. */
  readonly iou: number
}

/** Under this overlap a detection has nothing to do with an object (TIDE's background threshold). */
export const BACKGROUND_IOU = 0.1

/**
 * Says of each detection whether it hits, and if not why, in the order in which TIDE asks (Bolya et al., "TIDE: A
 * General Toolbox for Identifying Object Detection Errors", ECCV 2020): poorly placed, wrong class, a second hit, nothing
 * there, else poorly placed and of the wrong class. Hits are given out by falling score, each true object once.
 */
export function assignErrors(overlaps: ImageOverlaps, { score, iou }: Thresholds): Assignment {
  const { scores, truths, isCrowd, truthClasses, detectionClasses, ious } = overlaps
  const firstUnder = scores.findIndex((value) => value < score)
  const count = firstUnder < 0 ? scores.length : firstUnder
  const G = truths.length
  const truthKinds: TruthKind[] = isCrowd.map((crowd) => (crowd ? 'crowd' : 'missed'))
  const kinds: DetectionKind[] = []
  const partner: number[] = []

  const best = (d: number, isWanted: (g: number) => boolean): { g: number; overlap: number } => {
    let [bestG, overlap] = [-1, 0]
    for (let g = 0; g < G; g++) {
      const value = ious[d * G + g] ?? 0
      if (value > overlap && isWanted(g)) [bestG, overlap] = [g, value]
    }
    return { g: bestG, overlap }
  }
  const decide = (d: number): { kind: DetectionKind; g: number } => {
    const isOwn = (g: number): boolean => truthClasses[g] === detectionClasses[d]
    const free = best(d, (g) => isOwn(g) && truthKinds[g] !== 'found' && isCrowd[g] !== true)
    if (free.overlap >= iou) return { kind: 'hit', g: free.g }
    const crowd = best(d, (g) => isOwn(g) && isCrowd[g] === true)
    if (crowd.overlap >= iou) return { kind: 'ignored', g: crowd.g }
    const own = best(d, (g) => isOwn(g) && isCrowd[g] !== true)
    if (own.overlap >= BACKGROUND_IOU && own.overlap < iou)
      return { kind: 'localisation', g: own.g }
    const other = best(d, (g) => !isOwn(g) && isCrowd[g] !== true)
    if (other.overlap >= iou) return { kind: 'classification', g: other.g }
    if (own.overlap >= iou) return { kind: 'duplicate', g: own.g }
    if (other.overlap < BACKGROUND_IOU) return { kind: 'background', g: -1 }
    return { kind: 'both', g: other.g }
  }

  for (let d = 0; d < count; d++) {
    const { kind, g } = decide(d)
    if (kind === 'hit') truthKinds[g] = 'found'
    kinds.push(kind)
    partner.push(g)
  }
  kinds.forEach((kind, d) => {
    const g = partner[d] ?? -1
    const isAbout = kind === 'localisation' || kind === 'classification'
    if (isAbout && truthKinds[g] === 'missed') truthKinds[g] = 'mistaken'
  })
  return { overlaps, count, kinds, partner, truthKinds }
}
