import type { LibraryModel } from '../../domain/libraryModel.ts'
import { Button } from '../components/Button.tsx'
import { formatBytes, formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { classCount, describeOrigin, familyName, formatParameters } from './modelWords.ts'
import { SegmentWithButton } from './SegmentWithButton.tsx'

export function ModelCard({ model }: { model: LibraryModel }) {
  const open = useLimn((state) => state.openModel)
  return (
    <li className="models-card">
      <h3 className="models-card-name">{model.name}</h3>
      <p className="models-card-facts">
        {familyName(model.family)} · {formatNumberOf(classCount(model), 'class', 'classes')} ·{' '}
        {formatParameters(model.parameters)} parameters · {formatBytes(model.bytes)}
      </p>
      <p className="models-card-origin">{describeOrigin(model.origin)}</p>
      <div className="models-card-actions">
        <SegmentWithButton modelId={model.id} />
        <Button onClick={() => void open(model.id)}>
          Look inside<span className="visually-hidden"> {model.name}</span>
        </Button>
      </div>
    </li>
  )
}
