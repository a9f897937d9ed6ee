import { LimnError, type Failure } from '../../domain/failure.ts'
import { deviceLost } from './runningBackend.ts'

/** Watches for a device's end. Listeners, not promises: a race with a promise that lives on would keep every result. */
export class DeviceWatch {
  /** Null while the device is well; not set when we close it ourselves. */
  loss: GPUDeviceLostInfo | null = null
  isClosing = false
  readonly #listeners = new Set<() => void>()

  constructor(device: Pick<GPUDevice, 'lost'>) {
    void device.lost.then((info) => {
      if (this.isClosing) return
      this.loss = info
      for (const listener of this.#listeners) listener()
    })
  }

  refuseLost(): void {
    if (this.loss === null) return
    const detail = this.loss.message.trim().replace(/\.$/, '')
    const why = detail === '' ? '' : ` (${detail})`
    throw new LimnError(deviceLost(`The browser lost the graphics device${why}.`))
  }

  /** Settles as `promise` does, or resolves to null when the device is lost or `limitMs` have passed. */
  async untilLost<T>(promise: Promise<T> | null, limitMs?: number): Promise<T | null> {
    if (this.loss !== null) return null
    let stop: () => void = () => undefined
    const stopped = new Promise<null>((resolve) => {
      stop = () => {
        resolve(null)
      }
    })
    this.#listeners.add(stop)
    const timer = limitMs === undefined ? undefined : setTimeout(stop, limitMs)
    try {
      return await Promise.race(promise === null ? [stopped] : [promise, stopped])
    } finally {
      this.#listeners.delete(stop)
      clearTimeout(timer)
    }
  }
}

type ScopedDevice = Pick<GPUDevice, 'pushErrorScope' | 'popErrorScope'>

/** How long after an odd rejection the news of a lost device may take to arrive. */
const NEWS_MS = 250

/**
 * Runs work on a device. WebGPU reports most errors not where they happen: a program that does not compile or a buffer
 * that cannot be had leaves garbage behind and goes on. Error scopes around the whole work catch them, so that garbage
 * never passes for a result. One piece of work at a time: scopes are a stack of the device.
 */
export async function guardDevice<T>(
  device: ScopedDevice,
  watch: DeviceWatch,
  work: () => Promise<T>,
): Promise<T> {
  watch.refuseLost()
  device.pushErrorScope('internal')
  device.pushErrorScope('validation')
  device.pushErrorScope('out-of-memory')
  let outcome: { readonly value: T } | { readonly thrown: unknown } | null
  try {
    // A lost device may leave promises that never settle.
    outcome = await watch.untilLost(work().then((value) => ({ value })))
  } catch (thrown) {
    outcome = { thrown }
  }
  const [error] = await popErrorScopes(device)
  const isWell = error === undefined && outcome !== null && 'value' in outcome
  if (!isWell) await watch.untilLost(null, NEWS_MS)
  watch.refuseLost()
  if (error !== undefined) throw new LimnError(deviceFailure(error), { cause: error })
  if (outcome === null) throw new LimnError(deviceLost('The graphics device was closed.'))
  if ('thrown' in outcome) throw outcome.thrown
  return outcome.value
}

/** The innermost first: memory before the validation errors that follow from its want. */
async function popErrorScopes(device: ScopedDevice): Promise<GPUError[]> {
  const scopes = [device.popErrorScope(), device.popErrorScope(), device.popErrorScope()]
  const errors = await Promise.all(scopes.map((scope) => scope.catch(() => null)))
  return errors.filter((error) => error !== null)
}

function deviceFailure(error: GPUError): Failure {
  if (error instanceof GPUOutOfMemoryError) {
    return {
      reason: 'out-of-memory',
      message: 'The graphics device has no memory left for this.',
      remedy: 'Close other tabs that use the GPU, or choose WASM.',
    }
  }
  const [detail = ''] = error.message.split('\n')
  return {
    reason: 'backend-unfit',
    message: `WebGPU could not carry out a step (${detail}).`,
    remedy: 'Choose WASM, and please report this with the name of your graphics card.',
  }
}
