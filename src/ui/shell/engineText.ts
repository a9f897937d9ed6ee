import type { EnginePhase, Limn } from '../../store/state.ts'

type BackendName = NonNullable<Limn['engineInfo']>['backend']

export const BACKEND_NAMES: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WASM',
  cpu: 'CPU',
}

/** The models in a few words. */
export function modelState(phase: EnginePhase): string {
  switch (phase.kind) {
    case 'starting':
    case 'loading':
      return ''
    case 'idle':
      return 'Models load with the first picture'
    case 'ready':
      return 'Models ready'
    case 'failed':
      return phase.failure.message
  }
}
