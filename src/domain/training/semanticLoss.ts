/** One term of what a model that names every pixel minimises. Pixels of crowds, and beyond a picture, never count. */
export type SemanticLoss = { readonly weight: number } & (
  | {
      readonly kind: 'cross-entropy'
      /** How much each class counts, the background first; 1 where not said. */
      readonly classWeights?: readonly number[]
      /** Share of the target spread over all classes, 0 to 1. */
      readonly labelSmoothing?: number
    }
  | { readonly kind: 'binary-cross-entropy' | 'dice' | 'lovasz' }
  | { readonly kind: 'focal'; readonly alpha: number; readonly gamma: number }
  | { readonly kind: 'tversky'; readonly alpha: number; readonly beta: number }
)

export type SemanticLossKind = SemanticLoss['kind']

/** What U-Net and FCN begin with. */
export const SEMANTIC_LOSSES: readonly SemanticLoss[] = [
  { kind: 'cross-entropy', weight: 1 },
  { kind: 'dice', weight: 0.5 },
]
