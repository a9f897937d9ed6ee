import type { EvaluationRecord } from '../../domain/evaluation.ts'
import { Button } from '../components/Button.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { figure } from './figure.ts'

/** Evaluations kept on this device, latest first. */
export function EvaluationList() {
  const evaluations = useLimn((state) => state.evaluations)
  const removed = useLimn((state) => state.removedEvaluation)
  const restore = useLimn((state) => state.restoreEvaluation)
  if (evaluations === null || (evaluations.length === 0 && removed === null)) return null
  return (
    <section aria-label="Kept evaluations">
      <h2 className="evaluate-heading">Kept on this device</h2>
      {removed !== null && (
        <p className="evaluate-removed">
          Deleted “{removed.modelName}”.{' '}
          <Button tone="quiet" icon="undo" onClick={restore}>
            Undo
          </Button>
        </p>
      )}
      <ul className="evaluate-list">
        {evaluations.map((record) => (
          <Entry key={record.id} record={record} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ record }: { record: EvaluationRecord }) {
  const { id, modelName, datasetName, split, imageCount, headline } = record
  const isOpen = useLimn((state) => state.evaluationId === id)
  const shape = useLimn((state) => state.evaluatedShape)
  const open = useLimn((state) => state.openEvaluation)
  const remove = useLimn((state) => state.removeEvaluation)
  return (
    <li className="evaluate-entry" data-open={isOpen}>
      <button
        type="button"
        className="evaluate-entry-open"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => void open(id)}
      >
        <span className="evaluate-entry-name">{modelName}</span>
        <span className="evaluate-entry-figure">{figure(headline[shape])}</span>
        <span className="evaluate-entry-facts">
          {datasetName}
          {split === null ? '' : `, ${split}`}, {formatNumberOf(imageCount, 'picture')}
        </span>
      </button>
      <IconButton
        icon="remove"
        size="s"
        label={`Delete the evaluation of ${modelName}`}
        onClick={() => void remove(id)}
      />
    </li>
  )
}
