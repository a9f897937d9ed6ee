import { useState } from 'react'
import type { LibraryModel, ModelExportFormat } from '../../domain/libraryModel.ts'
import { Button } from '../components/Button.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import { formatBytes } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { ClassNames } from './ClassNames.tsx'
import { InputPanel } from './InputPanel.tsx'
import { LayerTree } from './LayerTree.tsx'
import {
  classCount,
  describeOrigin,
  familyName,
  formatDay,
  formatParameters,
} from './modelWords.ts'
import { SegmentWithButton } from './SegmentWithButton.tsx'
import { TrainWithButton } from './TrainWithButton.tsx'

/** One model of the library from within. */
export function ModelView({ model }: { model: LibraryModel }) {
  const open = useLimn((state) => state.openModel)
  const remove = useLimn((state) => state.deleteModel)
  const edit = useLimn((state) => state.openEditor)
  return (
    <div className="models-view">
      <Button tone="quiet" className="models-back" onClick={() => void open(null)}>
        ‹ All models
      </Button>
      <header className="models-view-head">
        <NameField model={model} />
        <div className="models-view-actions">
          <SegmentWithButton modelId={model.id} />
          <TrainWithButton model={model} />
          <Button icon="models" onClick={() => void edit({ kind: 'library', modelId: model.id })}>
            Customise
          </Button>
          <ExportButton model={model} format="safetensors" title="Save as safetensors" />
          <ExportButton model={model} format="pytorch" title="Save as PyTorch" />
          <Button tone="danger" icon="remove" onClick={() => void remove(model.id)}>
            Delete
          </Button>
        </div>
        <ExportProgress />
      </header>
      <Facts model={model} />
      <ClassNames key={model.classes.join('\n')} model={model} />
      <InputPanel model={model} />
      <LayerTree model={model} />
    </div>
  )
}

function NameField({ model }: { model: LibraryModel }) {
  const rename = useLimn((state) => state.renameModel)
  const [name, setName] = useState(model.name)
  const save = (): void => {
    if (name.trim() === '') setName(model.name)
    else if (name !== model.name) void rename(model.id, name)
  }
  return (
    <h1 className="models-name">
      <input
        aria-label="Name of the model"
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
    </h1>
  )
}

function ExportButton({
  model,
  format,
  title,
}: {
  model: LibraryModel
  format: ModelExportFormat
  title: string
}) {
  const exportModel = useLimn((state) => state.exportModel)
  const run = async (): Promise<void> => {
    const made = await exportModel(model.id, format)
    if (made !== null) downloadFile(made)
  }
  return (
    <Button icon="export" onClick={() => void run()}>
      {title}
    </Button>
  )
}

function ExportProgress() {
  const job = useLimn((state) => state.modelJob)
  return (
    <div role="status">
      {job !== null && <ProgressBar label={job.text} fraction={job.fraction} />}
    </div>
  )
}

function Facts({ model }: { model: LibraryModel }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Kind', familyName(model.family)],
    ['Classes', String(classCount(model))],
    ['Parameters', formatParameters(model.parameters)],
    ['Size', formatBytes(model.bytes)],
    ['Origin', describeOrigin(model.origin)],
    ['Added', formatDay(model.createdAt)],
    ['SHA-256', model.sha256],
  ]
  return (
    <dl className="models-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
