import type { BackendName } from '../protocol.ts'
import type { RunningBackend } from './runningBackend.ts'

/** Fetches the code of a backend and opens it. The code of those that are not used never reaches the device. */
export async function openBackend(name: BackendName, asked: boolean): Promise<RunningBackend> {
  switch (name) {
    case 'webgpu': {
      const { openWebgpu } = await import('./openWebgpu.ts')
      return openWebgpu({ acceptSoftware: asked })
    }
    case 'wasm': {
      const { openWasm } = await import('./openWasm.ts')
      return openWasm()
    }
    case 'cpu': {
      const { openCpu } = await import('./openCpu.ts')
      return openCpu()
    }
  }
}
