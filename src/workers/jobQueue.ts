import { LimnError } from '../domain/failure.ts'
import { CANCELLED } from './rpc.ts'

export interface JobOptions {
  readonly signal: AbortSignal
  /** Goes ahead of waiting jobs that are not: a click is answered before the next picture. */
  readonly urgent?: boolean
}

export interface JobQueue {
  /** Runs `job` when its turn comes. A job cancelled while it waits leaves at once and never runs. */
  readonly run: <T>(job: () => Promise<T>, options: JobOptions) => Promise<T>
}

interface Waiting {
  readonly urgent: boolean
  readonly start: () => void
}

/** One job at a time, first come, first served; urgent jobs before the others. */
export function createJobQueue(): JobQueue {
  const waiting: Waiting[] = []
  let isBusy = false

  function waitForTurn(signal: AbortSignal, urgent: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(entry), 1)
        reject(new LimnError(CANCELLED))
      }
      const entry: Waiting = {
        urgent,
        start: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      const firstPatient = waiting.findIndex((other) => !other.urgent)
      waiting.splice(urgent && firstPatient >= 0 ? firstPatient : waiting.length, 0, entry)
    })
  }

  return {
    run: async (job, { signal, urgent = false }) => {
      if (signal.aborted) throw new LimnError(CANCELLED)
      if (isBusy) await waitForTurn(signal, urgent)
      isBusy = true
      try {
        return await job()
      } finally {
        // The turn passes straight on: no later call can slip in between.
        const next = waiting.shift()
        if (next === undefined) isBusy = false
        else next.start()
      }
    },
  }
}
