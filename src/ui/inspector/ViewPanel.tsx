import { SEGMENT_OPTIONS } from '../../store/segmentOptions.ts'
import { Range } from '../components/Range.tsx'
import { Toggle } from '../components/Toggle.tsx'
import { formatPercent, formatScore } from '../format.ts'
import { useLimn } from '../useLimn.ts'

/** What of the finds is shown, and how. Answers at once: no model runs. */
export function ViewPanel() {
  const filter = useLimn((state) => state.filter)
  const setFilter = useLimn((state) => state.setFilter)
  const display = useLimn((state) => state.display)
  const setDisplay = useLimn((state) => state.setDisplay)
  return (
    <section className="panel" aria-labelledby="view-title">
      <h2 id="view-title" className="panel-title">
        Show
      </h2>
      <Range
        label="Score at least"
        value={filter.minScore}
        text={formatScore(filter.minScore)}
        min={SEGMENT_OPTIONS.scoreFloor}
        meaning="How sure the model is of an object, from 0 to 1. It is no probability: compare scores with each other."
        onChange={(minScore) => setFilter({ minScore })}
      />
      <Range
        label="Overlap at most"
        value={filter.maxOverlap}
        text={formatScore(filter.maxOverlap)}
        max={SEGMENT_OPTIONS.maxOverlap}
        meaning="Two finds may be the same object. When their boxes share more than this part of the area both cover (IoU), only the better one shows."
        onChange={(maxOverlap) => setFilter({ maxOverlap })}
      />
      <Range
        label="Mask opacity"
        value={display.opacity}
        text={formatPercent(display.opacity)}
        step={0.05}
        onChange={(opacity) => setDisplay({ opacity })}
      />
      <div className="view-toggles">
        <Toggle
          label="Outlines"
          checked={display.outlines}
          onChange={(outlines) => setDisplay({ outlines })}
        />
        <Toggle label="Boxes" checked={display.boxes} onChange={(boxes) => setDisplay({ boxes })} />
        <Toggle
          label="Labels"
          checked={display.labels}
          onChange={(labels) => setDisplay({ labels })}
        />
      </div>
    </section>
  )
}
