import { Button } from '../components/Button.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { formatCount, formatRemaining } from '../format.ts'
import { pickFiles } from '../intake/pickFiles.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { queueSummary } from './queueSummary.ts'

/** How far the whole lot is, and what can be done with all of it. */
export function FilmstripSummary() {
  const store = useLimnStore()
  const order = useLimn((state) => state.imageOrder)
  const segment = useLimn((state) => state.segment)
  const cancelAll = useLimn((state) => state.cancelAll)
  const { total, done, failed, unfinished, fraction, remainingMs } = useLimn(queueSummary)
  const text = `${formatCount(done)} of ${formatCount(total)} done`
  const isRunning = unfinished > 0
  const more = isRunning
    ? remainingMs !== null && formatRemaining(remainingMs)
    : failed > 0 && `${formatCount(failed)} failed`

  return (
    <div className="filmstrip-summary">
      <p className="filmstrip-count">
        {text}
        {more !== false && <span>{more}</span>}
      </p>
      {isRunning && total > 1 && <ProgressBar label={text} fraction={fraction} />}
      <div className="filmstrip-buttons">
        <IconButton icon="add" label="Add pictures" onClick={() => void pickFiles(store)} />
        {isRunning ? (
          <Button tone="quiet" onClick={cancelAll}>
            Cancel all
          </Button>
        ) : (
          <IconButton
            icon="retry"
            label={total === 1 ? 'Segment again' : 'Segment all again'}
            onClick={() => segment(order)}
          />
        )}
      </div>
    </div>
  )
}
