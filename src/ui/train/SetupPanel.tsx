import { useId } from 'react'
import { SHIPPED_MODEL_IDS, type ShippedModelId } from '../../domain/shippedModelIds.ts'
import { PRESETS, requestOf, type Preset } from '../../domain/training/presets.ts'
import {
  DRAWN_SHAPES,
  type RunData,
  type RunRequest,
  type RunStart,
} from '../../domain/training/trainingRun.ts'
import { Button } from '../components/Button.tsx'
import { withFrozen } from '../../store/withFrozen.ts'
import { useLimn } from '../useLimn.ts'
import { FitPanel } from './FitPanel.tsx'
import { SettingsForm } from './SettingsForm.tsx'
import { VariationPanel } from './VariationPanel.tsx'
import './setup.css'

/** What the next run learns from, what it begins with, and how. */
export function SetupPanel() {
  const draft = useLimn((state) => state.draft)
  const setDraft = useLimn((state) => state.setDraft)
  const startRun = useLimn((state) => state.startRun)
  const isBusy = useLimn(({ liveRun }) => liveRun !== null)
  const hasBackend = useLimn(({ engineInfo }) => engineInfo !== null)
  return (
    <section className="train-setup" aria-label="Next run">
      <div className="train-setup-scroll">
        <h2 className="train-title">New run</h2>
        <p className="train-lead">Everything happens in this tab. You can keep using the page.</p>
        <DataField draft={draft} onChange={setDraft} />
        <PresetField draft={draft} onChange={setDraft} />
        <StartField draft={draft} onChange={setDraft} />
        <NameField draft={draft} onChange={setDraft} />
        <details className="train-details">
          <summary>All settings</summary>
          <SettingsForm draft={draft} onChange={setDraft} />
        </details>
        <VariationPanel draft={draft} onChange={setDraft} />
      </div>
      <div className="train-setup-foot">
        <FitPanel draft={draft} onChange={setDraft} />
        <Button tone="primary" disabled={isBusy || !hasBackend} onClick={() => void startRun()}>
          {isBusy ? 'A run is at work' : 'Train'}
        </Button>
      </div>
    </section>
  )
}

interface FieldProps {
  draft: RunRequest
  onChange: (draft: RunRequest) => void
}

function DataField({ draft, onChange }: FieldProps) {
  const id = useId()
  const datasets = useLimn((state) => state.trainingData)
  const chosen = draft.data.kind === 'drawn' ? 'drawn' : draft.data.datasetId
  const choose = (value: string) => {
    const found = datasets.find((each) => each.id === value)
    const data: RunData = value === 'drawn' ? DRAWN_SHAPES : { kind: 'library', datasetId: value }
    onChange({ ...draft, data, name: found?.name ?? 'Drawn shapes' })
  }
  return (
    <div className="train-field">
      <label htmlFor={id}>Learn from</label>
      <select id={id} value={chosen} onChange={(event) => choose(event.target.value)}>
        <option value="drawn">Drawn shapes (400 small pictures)</option>
        {datasets.map(({ id: datasetId, name, imageCount }) => (
          <option key={datasetId} value={datasetId}>
            {name} ({imageCount} pictures)
          </option>
        ))}
      </select>
      <p className="train-help">
        {draft.data.kind === 'drawn'
          ? 'Limn draws discs, boxes and triangles with exact masks, so that you can see training work before you have labels.'
          : 'Pictures of the split “val” are held out to measure on; without one, every fifth picture is.'}
      </p>
    </div>
  )
}

function PresetField({ draft, onChange }: FieldProps) {
  const name = useId()
  const isChosen = ({ size, imageSize, settings }: Preset) =>
    draft.settings === settings && draft.imageSize === imageSize && isOfSize(draft.start, size)
  return (
    <fieldset className="train-presets">
      <legend>Preset</legend>
      {PRESETS.map((preset) => (
        <label key={preset.id} className="train-preset">
          <input
            type="radio"
            name={name}
            checked={isChosen(preset)}
            onChange={() => onChange(requestOf(preset, draft))}
          />
          <span className="train-preset-title">{preset.title}</span>
          <span className="train-preset-purpose">{preset.purpose}</span>
        </label>
      ))}
    </fieldset>
  )
}

function isOfSize(start: RunStart, size: Preset['size']): boolean {
  return start.kind !== 'new' || start.size === size
}

const SIZES = [
  { size: 'tiny', text: 'New, tiny (0.3 million parameters)' },
  { size: 'small', text: 'New, small (about 4 million)' },
  { size: 'pretrained', text: 'On the COCO detector’s body: MobileNetV2' },
  { size: 'large', text: 'New, large: ResNet-50 (44 million)' },
  { size: 'cells', text: 'New, U-Net for cells and other crowds (0.9 million)' },
  { size: 'fcn', text: 'FCN-8s on the COCO detector’s body: names every pixel' },
] as const

function StartField({ draft, onChange }: FieldProps) {
  const id = useId()
  const runs = useLimn((state) => state.runs) ?? []
  const { start } = draft
  const models = useLimn((state) => state.models) ?? []
  const hasFrozen = withFrozen(draft, models).frozen !== undefined
  const chosen = valueOf(start)
  const choose = (value: string) => {
    onChange({ ...draft, start: startOf(value) })
  }
  return (
    <div className="train-field">
      <label htmlFor={id}>Begin with</label>
      <select id={id} value={chosen} onChange={(event) => choose(event.target.value)}>
        {SIZES.map(({ size, text }) => (
          <option key={size} value={size}>
            {text}
          </option>
        ))}
        {SHIPPED_MODEL_IDS.map((modelId) => (
          <option key={modelId} value={`library:${modelId}`}>
            {SHIPPED_NAMES[modelId]}
          </option>
        ))}
        {models.map(({ id: modelId, name }) => (
          <option key={modelId} value={`library:${modelId}`}>
            Model “{name}”
          </option>
        ))}
        {runs
          .filter(({ best }) => best !== null)
          .map(({ request, step }) => (
            <option key={request.id} value={`run:${request.id}`}>
              Best of “{request.name}” ({step} steps)
            </option>
          ))}
      </select>
      <p className="train-help">
        {helpOf(start)}
        {hasFrozen && ' Its frozen layers stay as they are.'}
      </p>
    </div>
  )
}

const SHIPPED_NAMES: Readonly<Record<ShippedModelId, string>> = {
  'unet-nuclei': 'Limn’s nuclei model (U-Net)',
  'maskrcnn-nuclei': 'Limn’s nuclei model (Mask R-CNN)',
}

function valueOf(start: RunStart): string {
  if (start.kind === 'new') return start.size
  return start.kind === 'run' ? `run:${start.runId}` : `library:${start.modelId}`
}

function startOf(value: string): RunStart {
  const fresh = SIZES.find(({ size }) => size === value)
  if (fresh !== undefined) return { kind: 'new', size: fresh.size }
  const [kind, ...rest] = value.split(':')
  const id = rest.join(':')
  return kind === 'run' ? { kind, runId: id } : { kind: 'library', modelId: id }
}

function helpOf(start: RunStart): string {
  if (start.kind === 'run') {
    return 'Goes on from what that run learned; classes with the same name keep what is known of them.'
  }
  if (start.kind === 'library') {
    return 'Goes on from that model. Classes with the same name keep what is known of them; others begin anew.'
  }
  if (start.size === 'pretrained') {
    return 'A Mask R-CNN whose body has seen the pictures of COCO; the rest begins anew.'
  }
  if (start.size === 'fcn') {
    return 'Names every pixel (road, sky, leaf) and takes connected ones of a class for an object. Its body has seen the pictures of COCO.'
  }
  return 'A model that knows nothing yet. A larger one can learn more, and every step takes longer.'
}

function NameField({ draft, onChange }: FieldProps) {
  const id = useId()
  return (
    <div className="train-field">
      <label htmlFor={id}>Name</label>
      <input
        id={id}
        type="text"
        value={draft.name}
        maxLength={80}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
      />
    </div>
  )
}
