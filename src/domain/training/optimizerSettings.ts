export interface SgdSettings {
  readonly kind: 'sgd'
  /** Share of the last direction that is kept, 0 to 1. */
  readonly momentum: number
  /** Share of the gradient that is left out of the direction, 0 to 1. */
  readonly dampening: number
  /** Looks one step ahead along the direction. Needs momentum and no dampening. */
  readonly nesterov: boolean
  /** Climbs instead of descending. */
  readonly maximize: boolean
}

export interface AdamSettings {
  /** `adamw` shrinks the weights themselves; `adam` adds weight decay to the gradient. */
  readonly kind: 'adam' | 'adamw'
  /** How slowly the running mean of gradients forgets, 0 to 1. */
  readonly beta1: number
  /** How slowly the running mean of their squares forgets, 0 to 1. */
  readonly beta2: number
  readonly epsilon: number
  /** Divides by the largest running mean of squares so far. */
  readonly amsgrad: boolean
  /** Climbs instead of descending. */
  readonly maximize: boolean
}

export type OptimizerSettings = SgdSettings | AdamSettings

/** torchvision's reference for detection. */
export const SGD_DEFAULTS: SgdSettings = {
  kind: 'sgd',
  momentum: 0.9,
  dampening: 0,
  nesterov: false,
  maximize: false,
}

export const ADAM_DEFAULTS: AdamSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  amsgrad: false,
  maximize: false,
}
