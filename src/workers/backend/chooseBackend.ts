import { LimnError, toFailure } from '../../domain/failure.ts'
import type { BackendChoice, BackendName, BackendReport, EngineInfo } from '../protocol.ts'
import type { RunningBackend } from './runningBackend.ts'
import type { SelfTestFault } from './selfTest.ts'

/** How each backend is opened and tested; specs hand in their own. */
export interface BackendWays {
  /** `asked`: a person chose this backend by name. */
  readonly open: (name: BackendName, asked: boolean) => Promise<RunningBackend>
  readonly selfTest: () => Promise<SelfTestFault | null>
}

export interface ChosenBackend {
  readonly running: RunningBackend
  readonly info: EngineInfo
}

const ORDER: readonly BackendName[] = ['webgpu', 'wasm', 'cpu']
const NAMES: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WASM',
  cpu: 'Plain JavaScript',
}

/**
 * Opens the first backend that passes the self-test: of all when the choice is 'auto', else the chosen one or none.
 * Rejects with the chosen backend's own failure, or 'backend-unavailable' when nothing is fit.
 */
export async function chooseBackend(
  choice: BackendChoice,
  { open, selfTest }: BackendWays,
  onTry: (text: string) => void,
): Promise<ChosenBackend> {
  const tried: BackendReport[] = []
  for (const name of choice === 'auto' ? ORDER : [choice]) {
    onTry(`Testing ${NAMES[name]}`)
    try {
      const { running, reason } = await openFit(name)
      tried.push({ backend: name, fit: true, reason })
      const { threads, adapter } = running
      return { running, info: { backend: name, reason: summarise(tried), tried, threads, adapter } }
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (choice !== 'auto') throw new LimnError(failure, { cause: thrown })
      tried.push({ backend: name, fit: false, reason: failure.message })
    }
  }
  throw new LimnError({
    reason: 'backend-unavailable',
    message: `No way to compute is fit here: ${tried.map(({ reason }) => reason).join(' ')}`,
    remedy: 'Use a current version of Chrome, Edge, Firefox or Safari.',
  })

  async function openFit(name: BackendName): Promise<{ running: RunningBackend; reason: string }> {
    const running = await open(name, choice !== 'auto')
    try {
      const startedAt = performance.now()
      const fault = await running.guard(selfTest)
      const elapsedMs = Math.round(performance.now() - startedAt)
      if (fault === null) {
        return { running, reason: `${running.title} passed the self-test in ${elapsedMs} ms.` }
      }
      throw unfit(running, fault)
    } catch (thrown) {
      running.close()
      throw thrown
    }
  }
}

function unfit({ title }: RunningBackend, { operation, difference }: SelfTestFault): LimnError {
  const off = Number.isFinite(difference)
    ? `is off by ${difference.toPrecision(2)}`
    : 'gives no numbers'
  return new LimnError({
    reason: 'backend-unfit',
    message: `${title} computes wrong: its ${operation} ${off}.`,
    remedy: 'Choose another backend; an update of the browser or graphics driver may mend it.',
  })
}

/** The one that runs, and why not the ones before it. */
function summarise(tried: readonly BackendReport[]): string {
  const [chosen, ...passedOver] = [...tried].reverse()
  return [chosen, ...passedOver.reverse()].map((report) => report?.reason ?? '').join(' ')
}
