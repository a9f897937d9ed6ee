import type { ModelCard } from '../../domain/modelCard.ts'
import { isShippedModelId } from '../../domain/shippedModelIds.ts'
import { Button } from '../components/Button.tsx'
import { formatBytes } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { formatParameters } from './modelWords.ts'
import { SegmentWithButton } from './SegmentWithButton.tsx'

/** A model that Limn brings along: what it does, where it comes from and what it may be used for. */
export function BuiltInCard({ card }: { card: ModelCard }) {
  const bytes = card.files.reduce((sum, file) => sum + file.bytes, 0)
  const edit = useLimn((state) => state.openEditor)
  const finds = card.classes.length > 0
  return (
    <li className="models-card">
      <h3 className="models-card-name">{card.name}</h3>
      <p className="models-card-facts">
        {formatParameters(card.parameters)} parameters · {formatBytes(bytes)} · {card.licence}
      </p>
      <p className="models-card-summary">{card.summary}</p>
      <p className="models-card-origin">{card.origin}</p>
      {finds && (
        <div className="models-card-actions">
          <SegmentWithButton modelId={isShippedModelId(card.id) ? card.id : null} />
          {isShippedModelId(card.id) && (
            <Button onClick={() => void edit({ kind: 'library', modelId: card.id })}>
              Customise<span className="visually-hidden"> {card.name}</span>
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
