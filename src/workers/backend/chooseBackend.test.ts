import { describe, expect, it } from 'vitest'
import { fail } from '../../domain/failure.ts'
import type { BackendName } from '../protocol.ts'
import { chooseBackend, type BackendWays } from './chooseBackend.ts'
import type { RunningBackend } from './runningBackend.ts'
import type { SelfTestFault } from './selfTest.ts'

/** Backends that open and test as told; `closed` notes which were given up. */
function ways(behaviour: Partial<Record<BackendName, 'missing' | SelfTestFault>>) {
  const closed: BackendName[] = []
  let current: BackendName = 'cpu'
  const backends: BackendWays = {
    open: (name) => {
      if (behaviour[name] === 'missing') return fail('backend-unavailable', `No ${name}.`, 'Go on.')
      current = name
      const running: RunningBackend = {
        name,
        title: name.toUpperCase(),
        threads: 0,
        adapter: '',
        gpuBytes: () => null,
        guard: (work) => work(),
        precompile: null,
        close: () => closed.push(name),
      }
      return Promise.resolve(running)
    },
    selfTest: () => {
      const told = behaviour[current]
      return Promise.resolve(told === undefined || told === 'missing' ? null : told)
    },
  }
  return { backends, closed }
}

const ignore = () => undefined
const wrong: SelfTestFault = { operation: 'softmax', difference: 0.25 }

describe('the choice of a backend', () => {
  it('takes WebGPU first', async () => {
    const { info } = await chooseBackend('auto', ways({}).backends, ignore)
    expect(info.backend).toBe('webgpu')
    expect(info.tried).toHaveLength(1)
    expect(info.reason).toMatch(/^WEBGPU passed the self-test in \d+ ms\.$/)
  })

  it('goes on to the next, closes what is unfit, and says why of each', async () => {
    const { backends, closed } = ways({ webgpu: wrong, wasm: 'missing' })
    const { info } = await chooseBackend('auto', backends, ignore)
    expect(info.tried).toMatchObject([
      {
        backend: 'webgpu',
        fit: false,
        reason: 'WEBGPU computes wrong: its softmax is off by 0.25.',
      },
      { backend: 'wasm', fit: false, reason: 'No wasm.' },
      { backend: 'cpu', fit: true },
    ])
    expect(info.reason).toMatch(/^CPU passed .* WEBGPU computes wrong: .* No wasm\.$/)
    expect(closed).toEqual(['webgpu'])
  })

  it('never leaves the backend a person asked for', async () => {
    await expect(
      chooseBackend('wasm', ways({ wasm: 'missing' }).backends, ignore),
    ).rejects.toMatchObject({ failure: { reason: 'backend-unavailable', message: 'No wasm.' } })
    const { backends, closed } = ways({ wasm: { operation: 'GELU', difference: NaN } })
    await expect(chooseBackend('wasm', backends, ignore)).rejects.toMatchObject({
      failure: {
        reason: 'backend-unfit',
        message: 'WASM computes wrong: its GELU gives no numbers.',
      },
    })
    expect(closed).toEqual(['wasm'])
  })

  it('fails with every reason when nothing is fit', async () => {
    const { backends } = ways({ webgpu: 'missing', wasm: 'missing', cpu: wrong })
    await expect(chooseBackend('auto', backends, ignore)).rejects.toThrow(
      /^No way to compute is fit here: No webgpu\. No wasm\. CPU computes wrong/,
    )
  })
})
