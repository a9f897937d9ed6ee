/** Every way a job can end without a result. Closed: the interface has a reaction to each. */
export type FailureReason =
  | 'cancelled'
  | 'empty-file'
  | 'not-an-image'
  | 'truncated-image'
  | 'unsupported-format'
  | 'image-too-large'
  | 'bad-archive'
  | 'bad-checkpoint'
  | 'weights-missing'
  | 'weights-corrupt'
  | 'offline'
  | 'backend-unavailable'
  | 'backend-unfit'
  | 'device-lost'
  | 'out-of-memory'
  | 'diverged'
  | 'storage-full'
  | 'bad-request'
  | 'internal'

/** A failure as a person meets it. Crosses threads as plain data. */
export interface Failure {
  readonly reason: FailureReason
  /** What happened and why, one sentence. */
  readonly message: string
  /** What to do now, one sentence. */
  readonly remedy: string
}

/** A failure on its way up the stack. */
export class LimnError extends Error {
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.message} ${failure.remedy}`, options)
    this.name = 'LimnError'
    this.failure = failure
  }
}

export function fail(reason: FailureReason, message: string, remedy: string): never {
  throw new LimnError({ reason, message, remedy })
}

/** Reads any thrown value as a failure, so that nothing reaches a person as a stack trace. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof LimnError) return thrown.failure
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { reason: 'cancelled', message: 'Cancelled.', remedy: 'Start it again at any time.' }
  }
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  if (/out of memory|allocation failed|array buffer allocation/i.test(detail)) {
    return {
      reason: 'out-of-memory',
      message: `The device ran out of memory (${detail}).`,
      remedy: 'Close other tabs or use a smaller picture, then try again.',
    }
  }
  return {
    reason: 'internal',
    message: `Something went wrong inside Limn (${detail}).`,
    remedy:
      'Try again; if it happens every time, please report it with the picture that causes it.',
  }
}
