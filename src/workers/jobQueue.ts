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
  readonly start: () => Promise<void>
}

/** One job at a time, first come, first served; urgent jobs before the others. */
export function createJobQueue(): JobQueue {
  const waiting: Waiting[] = []
  let isBusy = false

  async function work(): Promise<void> {
    if (isBusy) return
    isBusy = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.start()
    isBusy = false
  }

  return {
    run: <T>(job: () => Promise<T>, { signal, urgent = false }: JobOptions) =>
      new Promise<T>((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(entry), 1)
          reject(new LimnError(CANCELLED))
        }
        const entry: Waiting = {
          urgent,
          start: async () => {
            signal.removeEventListener('abort', leave)
            try {
              resolve(await job())
            } catch (thrown) {
              reject(thrown)
            }
          },
        }
        if (signal.aborted) {
          reject(new LimnError(CANCELLED))
          return
        }
        signal.addEventListener('abort', leave, { once: true })
        const firstPatient = waiting.findIndex((other) => !other.urgent)
        waiting.splice(urgent && firstPatient >= 0 ? firstPatient : waiting.length, 0, entry)
        void work()
      }),
  }
}
