import { useEffect, useId, useState } from 'react'
import { DRAWN_SHAPES, type RunData } from '../../../domain/training/trainingRun.ts'
import { Button } from '../../components/Button.tsx'
import { formatCount, formatPercent } from '../../format.ts'
import { useLimn } from '../../useLimn.ts'

const DRAWN = 'drawn'

/** Anchors from the objects of a dataset, with how well both kinds suit them. */
export function AnchorFinder() {
  const id = useId()
  const datasets = useLimn((state) => state.datasets) ?? []
  const load = useLimn((state) => state.loadDatasets)
  const find = useLimn((state) => state.findAnchors)
  const [chosen, setChosen] = useState<string | null>(null)
  useEffect(() => void load(), [load])
  const value = chosen ?? datasets[0]?.id ?? DRAWN
  const data: RunData = value === DRAWN ? DRAWN_SHAPES : { kind: 'library', datasetId: value }
  return (
    <div className="editor-anchors">
      <label htmlFor={id}>Anchors that suit a dataset</label>
      <div className="editor-anchors-row">
        <select id={id} value={value} onChange={({ target }) => setChosen(target.value)}>
          {datasets.map(({ id: datasetId, name, imageCount }) => (
            <option key={datasetId} value={datasetId}>
              {name} ({formatCount(imageCount)} pictures)
            </option>
          ))}
          <option value={DRAWN}>Drawn shapes</option>
        </select>
        <Button onClick={() => void find(data)}>Propose anchors</Button>
      </div>
      <p className="editor-help">
        Found by k-means among the objects that a run on it would learn from.
      </p>
      <Proposal />
    </div>
  )
}

function Proposal() {
  const found = useLimn(({ editor }) => editor?.anchors ?? null)
  const take = useLimn((state) => state.takeAnchors)
  return (
    <div aria-live="polite">
      {found !== null && (
        <div className="editor-proposal">
          <p>
            Best overlap with an anchor, mean of {formatCount(found.objects)} objects:{' '}
            <span className="editor-figure-was">{formatPercent(found.fitBefore)}</span>
            <span className="editor-arrow" aria-hidden="true">
              →
            </span>
            <span className="visually-hidden"> would become </span>
            <strong>{formatPercent(found.fitAfter)}</strong>
          </p>
          <p className="editor-help">
            Sizes {found.sizes.map((level) => level.join(', ')).join(' | ')} px, ratios{' '}
            {found.aspectRatios.join(', ')}
          </p>
          {found.fitAfter > found.fitBefore ? (
            <Button tone="primary" onClick={take}>
              Take these anchors
            </Button>
          ) : (
            <p className="editor-help">Those of the model suit it as well: keep them.</p>
          )}
        </div>
      )}
    </div>
  )
}
