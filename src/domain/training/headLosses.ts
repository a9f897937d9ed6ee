/** What the heads of a Mask R-CNN minimise. */
export interface HeadLosses {
  /** `focal` lets what is already right count less. */
  readonly classes: 'cross-entropy' | 'focal'
  /** `giou` measures how boxes overlap instead of how far their sides are apart. */
  readonly boxes: 'smooth-l1' | 'giou'
  /** `dice` measures how masks overlap, so that small objects count as much as large ones. */
  readonly masks: 'cross-entropy' | 'dice'
}

/** torchvision's. */
export const TORCHVISION_LOSSES: HeadLosses = {
  classes: 'cross-entropy',
  boxes: 'smooth-l1',
  masks: 'cross-entropy',
}
