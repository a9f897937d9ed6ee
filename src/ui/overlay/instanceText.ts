import type { Instance } from '../../domain/instance.ts'

/** What a label chip says: "sheep 0.87"; without a score when a person made or confirmed the object. */
export function chipText({ label, score }: Pick<Instance, 'label' | 'score'>): string {
  return score === null ? label : `${label} ${score.toFixed(2)}`
}
