import type { SemanticLoss } from '../../../domain/training/semanticLoss.ts'
import type { FcnArchitecture, UNetArchitecture } from '../../semanticArchitecture.ts'

/** The losses of a model of other classes: weights of classes belong to the classes they were given for. */
export function lossesFor(
  { losses, classes: before }: FcnArchitecture | UNetArchitecture,
  classes: readonly string[],
): readonly SemanticLoss[] {
  if (before.join('\n') === classes.join('\n')) return losses
  return losses.map((loss) => {
    if (loss.kind !== 'cross-entropy') return loss
    const { kind, weight, labelSmoothing } = loss
    return { kind, weight, ...(labelSmoothing !== undefined && { labelSmoothing }) }
  })
}
