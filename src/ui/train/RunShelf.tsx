import type { RunRecord } from '../../domain/training/trainingRun.ts'
import { IconButton } from '../components/IconButton.tsx'
import { useLimn } from '../useLimn.ts'
import { RunDifferences } from './RunDifferences.tsx'
import { scoreText, statusText } from './runText.ts'

/** Runs of this device: look again, compare, delete. */
export function RunShelf() {
  const runs = useLimn((state) => state.runs)
  const best = Math.max(0, ...(runs ?? []).map((run) => run.best?.scores.maskMap50 ?? 0))
  if (runs === null || runs.length === 0) return null
  return (
    <section className="train-shelf" aria-label="Runs">
      <h2 className="train-title">Runs</h2>
      <div className="train-table-scroll">
        <table className="train-table">
          <thead>
            <tr>
              <th scope="col">Compare</th>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col">Best mAP50</th>
              <th scope="col">Best mAP</th>
              <th scope="col">Backend</th>
              <th scope="col">
                <span className="visually-hidden">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow
                key={run.request.id}
                run={run}
                isBest={best > 0 && run.best?.scores.maskMap50 === best}
              />
            ))}
          </tbody>
        </table>
      </div>
      <RunDifferences />
    </section>
  )
}

function RunRow({ run, isBest }: { run: RunRecord; isBest: boolean }) {
  const { id, name } = run.request
  const isShown = useLimn(({ shownRunId }) => shownRunId === id)
  const isLive = useLimn(({ liveRun }) => liveRun?.request.id === id)
  const isCompared = useLimn(({ comparedRunIds }) => comparedRunIds.includes(id))
  const showRun = useLimn((state) => state.showRun)
  const compareRun = useLimn((state) => state.compareRun)
  const deleteRun = useLimn((state) => state.deleteRun)
  return (
    <tr data-best={isBest} aria-current={isShown ? 'true' : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={isCompared}
          onChange={(event) => void compareRun(id, event.target.checked)}
        />
      </td>
      <td>
        <button type="button" className="train-run-link" onClick={() => void showRun(id)}>
          {name}
        </button>
        <span className="train-run-date">{new Date(run.createdAt).toLocaleString()}</span>
      </td>
      <td>{statusText(run, isLive)}</td>
      <td className="train-number">
        {scoreText(run.best?.scores.maskMap50)}
        {isBest && <span className="train-best">best</span>}
      </td>
      <td className="train-number">{scoreText(run.best?.scores.maskMap)}</td>
      <td>{run.backend}</td>
      <td>
        <IconButton
          icon="remove"
          label={`Delete ${name}`}
          disabled={isLive}
          onClick={() => void deleteRun(id)}
        />
      </td>
    </tr>
  )
}
