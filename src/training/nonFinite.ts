import { LimnError, type Failure } from '../domain/failure.ts'

/** A loss or gradient that is not a number; the weights are as they were before the step. */
export class NonFiniteError extends LimnError {
  constructor(what: string, step: number) {
    super(nonFinite(what, step))
    this.name = 'NonFiniteError'
  }
}

function nonFinite(what: string, step: number): Failure {
  return {
    reason: 'diverged',
    message: `Training ran away: ${what} was not a finite number at step ${step}.`,
    remedy:
      'Try a learning rate ten times smaller, a longer warm-up or clipping of the gradient, and look for labels that are wrong.',
  }
}
