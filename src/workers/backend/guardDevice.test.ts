import { beforeAll, describe, expect, it, vi } from 'vitest'
import { DeviceWatch, guardDevice } from './guardDevice.ts'

class FakeError {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}
class FakeOutOfMemory extends FakeError {}

beforeAll(() => {
  vi.stubGlobal('GPUOutOfMemoryError', FakeOutOfMemory)
})

/** A device that can be lost, and whose innermost scopes answer `errors`. */
function fakeDevice(errors: readonly (FakeError | null)[] = []) {
  let lose: (info: GPUDeviceLostInfo) => void = () => undefined
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    lose = resolve
  })
  let open = 0
  let popped = 0
  const device = {
    lost,
    pushErrorScope: () => {
      open++
      return undefined
    },
    popErrorScope: () => {
      open--
      return Promise.resolve(errors[popped++] ?? null)
    },
  }
  const watch = new DeviceWatch(device)
  const guard = <T>(work: () => Promise<T>) => guardDevice(device, watch, work)
  return {
    guard,
    watch,
    openScopes: () => open,
    lose: (message: string) => lose({ reason: 'unknown', message, __brand: 'GPUDeviceLostInfo' }),
  }
}

describe('work on a graphics device', () => {
  it('comes through when nothing was amiss, and closes its error scopes', async () => {
    const { guard, openScopes } = fakeDevice()
    expect(await guard(() => Promise.resolve(7))).toBe(7)
    expect(openScopes()).toBe(0)
  })

  it('fails when the device reported an error, though the work gave a result', async () => {
    const { guard, openScopes } = fakeDevice([null, new FakeError('no such binding\nat …')])
    await expect(guard(() => Promise.resolve(7))).rejects.toMatchObject({
      failure: {
        reason: 'backend-unfit',
        message: 'WebGPU could not carry out a step (no such binding).',
      },
    })
    expect(openScopes()).toBe(0)
  })

  it('names want of memory before the errors that follow from it', async () => {
    const { guard } = fakeDevice([new FakeOutOfMemory(''), new FakeError('invalid buffer')])
    await expect(guard(() => Promise.resolve(7))).rejects.toMatchObject({
      failure: { reason: 'out-of-memory' },
    })
  })

  it('passes on what the work itself throws', async () => {
    const { guard } = fakeDevice()
    await expect(guard(() => Promise.reject(new RangeError('mine')))).rejects.toThrow('mine')
  })

  it('ends work that would wait for ever when the device is lost', async () => {
    const { guard, lose } = fakeDevice()
    const never = guard(() => new Promise<never>(() => undefined))
    lose('The driver was reset.')
    await expect(never).rejects.toMatchObject({
      failure: {
        reason: 'device-lost',
        message: 'The browser lost the graphics device (The driver was reset).',
      },
    })
  })

  it('blames the loss when the work fails just before the news of it', async () => {
    const { guard, lose } = fakeDevice()
    const failing = guard(() => Promise.reject(new DOMException('mapAsync', 'AbortError')))
    setTimeout(() => lose(''), 20)
    await expect(failing).rejects.toMatchObject({ failure: { reason: 'device-lost' } })
  })

  it('refuses later work on a lost device', async () => {
    const { guard, lose } = fakeDevice()
    lose('gone')
    await Promise.resolve()
    await Promise.resolve()
    const work = vi.fn(() => Promise.resolve(1))
    await expect(guard(work)).rejects.toMatchObject({ failure: { reason: 'device-lost' } })
    expect(work).not.toHaveBeenCalled()
  })

  it('takes a device that we close ourselves for no loss', async () => {
    const { guard, lose, watch } = fakeDevice()
    watch.isClosing = true
    lose('destroyed')
    await Promise.resolve()
    expect(await guard(() => Promise.resolve(1))).toBe(1)
  })
})
