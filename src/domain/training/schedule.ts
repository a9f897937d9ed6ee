/** The learning rate over a run, before warm-up. All steps count updates from 0. */
export type ScheduleShape =
  | { readonly kind: 'constant' }
  /** Falls by `factor` every `every` steps (torch StepLR). */
  | { readonly kind: 'step'; readonly every: number; readonly factor: number }
  /** Falls by `factor` at each milestone (torch MultiStepLR). */
  | { readonly kind: 'multistep'; readonly milestones: readonly number[]; readonly factor: number }
  /** Falls by `factor` each step (torch ExponentialLR). */
  | { readonly kind: 'exponential'; readonly factor: number }
  /** Half a cosine down to `minimum` over `steps` (torch CosineAnnealingLR). */
  | { readonly kind: 'cosine'; readonly steps: number; readonly minimum: number }
  /** (1 - step / steps) ^ power, 0 from there on (torch PolynomialLR). */
  | { readonly kind: 'poly'; readonly steps: number; readonly power: number }
  /** Up to the base rate and down far below the start, both along a cosine (torch OneCycleLR). */
  | {
      readonly kind: 'one-cycle'
      readonly steps: number
      /** Share of the steps that go up. */
      readonly rise: number
      /** The start is base / startDivisor. */
      readonly startDivisor: number
      /** The end is start / endDivisor. */
      readonly endDivisor: number
    }

export interface Schedule {
  readonly base: number
  readonly shape: ScheduleShape
  /** Grows linearly from `factor` times the rate to the whole of it (torch LinearLR); it multiplies the shape. */
  readonly warmup: { readonly steps: number; readonly factor: number } | null
}

/** The learning rate of update number `step`. A pure function: a resumed run needs no state for it. */
export function learningRateAt({ base, shape, warmup }: Schedule, step: number): number {
  const rate = shapedRate(base, shape, step)
  if (warmup === null || step >= warmup.steps) return rate
  return rate * (warmup.factor + ((1 - warmup.factor) * step) / warmup.steps)
}

function shapedRate(base: number, shape: ScheduleShape, step: number): number {
  switch (shape.kind) {
    case 'constant':
      return base
    case 'step':
      return base * shape.factor ** Math.floor(step / shape.every)
    case 'multistep':
      return base * shape.factor ** shape.milestones.filter((at) => at <= step).length
    case 'exponential':
      return base * shape.factor ** step
    case 'cosine':
      return alongCosine(base, shape.minimum, step / shape.steps)
    case 'poly':
      return base * Math.max(0, 1 - step / shape.steps) ** shape.power
    case 'one-cycle': {
      const start = base / shape.startDivisor
      const end = start / shape.endDivisor
      const top = shape.rise * shape.steps - 1
      if (step <= top) return alongCosine(start, base, step / top)
      return alongCosine(base, end, Math.min(1, (step - top) / (shape.steps - 1 - top)))
    }
  }
}

function alongCosine(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2
}
