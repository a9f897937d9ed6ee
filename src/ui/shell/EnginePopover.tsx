import { Popover } from '@base-ui/react/popover'
import type { Limn } from '../../store/state.ts'
import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { formatBytes, formatCount } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { BACKEND_NAMES } from './engineText.ts'
import './enginePopover.css'

const CHOICES: readonly { choice: Limn['backendChoice']; name: string; meaning: string }[] = [
  { choice: 'auto', name: 'Automatic', meaning: 'the fastest that passes its self-test' },
  { choice: 'webgpu', name: 'WebGPU', meaning: 'the graphics card' },
  { choice: 'wasm', name: 'WASM', meaning: 'the processor, compiled code' },
  { choice: 'cpu', name: 'CPU', meaning: 'the processor, plain JavaScript; very slow' },
]

/** What computes and why, and the switch to something else. */
export function EnginePopover({ anchorId }: { anchorId: string }) {
  const openDialog = useLimn((state) => state.openDialog)
  return (
    <Popover.Root
      open
      onOpenChange={(open) => {
        if (!open) openDialog(null)
      }}
    >
      <Popover.Portal>
        <Popover.Positioner
          className="menu-positioner"
          anchor={() => document.getElementById(anchorId)}
          side="top"
          align="start"
          sideOffset={6}
        >
          <Popover.Popup
            className="engine-popover"
            finalFocus={() => document.getElementById(anchorId)}
          >
            <Popover.Title className="engine-title">Engine</Popover.Title>
            <Reason />
            <BackendChoices />
            <Memory />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Reason() {
  const engine = useLimn((state) => state.engine)
  const info = useLimn((state) => state.engineInfo)
  const startEngine = useLimn((state) => state.startEngine)
  if (engine.kind === 'failed') {
    return (
      <div className="engine-failure">
        <p>
          <strong>{engine.failure.message}</strong> {engine.failure.remedy}
        </p>
        <Button icon="retry" onClick={() => void startEngine()}>
          Start again
        </Button>
      </div>
    )
  }
  if (info === null)
    return <p className="engine-reason">The engine starts and tests what this device can do.</p>
  return (
    <ul className="engine-tried">
      {info.tried.map(({ backend, fit, reason }) => (
        <li key={backend} data-fit={fit}>
          <Icon name={fit ? 'check' : 'close'} size={16} />
          <span>
            <span className="visually-hidden">
              {BACKEND_NAMES[backend]} {fit ? 'in use' : 'not used'}:{' '}
            </span>
            {reason}
          </span>
        </li>
      ))}
    </ul>
  )
}

function BackendChoices() {
  const chosen = useLimn((state) => state.backendChoice)
  const chooseBackend = useLimn((state) => state.chooseBackend)
  const isBusy = useLimn(({ engine: { kind } }) => kind === 'starting' || kind === 'loading')
  return (
    <fieldset className="engine-choices" disabled={isBusy}>
      <legend>Compute with</legend>
      {CHOICES.map(({ choice, name, meaning }) => (
        <label key={choice}>
          <input
            type="radio"
            name="backend"
            checked={choice === chosen}
            onChange={() => void chooseBackend(choice)}
          />
          <span>
            {name} <small>{meaning}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Memory() {
  const memory = useLimn((state) => state.engineMemory)
  const info = useLimn((state) => state.engineInfo)
  if (memory === null || info === null) return null
  const bytes = memory.gpuBytes ?? memory.tensorBytes
  const where = memory.gpuBytes === null ? 'Memory' : 'GPU memory'
  return (
    <dl className="engine-facts">
      <dt>{where}</dt>
      <dd>{formatBytes(bytes)}</dd>
      <dt>Pictures kept ready for clicks</dt>
      <dd>{formatCount(memory.embeddings)}</dd>
      {info.threads > 0 && (
        <>
          <dt>Threads</dt>
          <dd>{info.threads}</dd>
        </>
      )}
      {info.adapter !== '' && (
        <>
          <dt>Adapter</dt>
          <dd>{info.adapter}</dd>
        </>
      )}
    </dl>
  )
}
