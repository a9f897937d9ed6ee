import { useEffect, useMemo, useRef } from 'react'
import { EMPTY_HISTORY, type RunRecord } from '../../domain/training/trainingRun.ts'
import type { LiveRun } from '../../store/trainState.ts'
import { useLimn } from '../useLimn.ts'
import { EmptyDashboard } from './EmptyDashboard.tsx'
import { LiveFigures } from './LiveFigures.tsx'
import { PredictionGrid } from './PredictionGrid.tsx'
import { RunActions } from './RunActions.tsx'
import { RunCharts } from './RunCharts.tsx'
import { statusText } from './runText.ts'

/** How the shown run goes, live or as it went. */
export function RunDashboard() {
  const shownRunId = useLimn((state) => state.shownRunId)
  const liveRun = useLimn((state) => state.liveRun)
  const record = useLimn(({ runs }) => runs?.find(({ request }) => request.id === shownRunId))
  const failure = useLimn((state) => state.trainFailure)
  const histories = useLimn((state) => state.histories)
  const predictions = useLimn((state) => state.predictions)
  const live = liveRun?.request.id === shownRunId ? liveRun : null
  const request = live?.request ?? record?.request
  const history = useMemo(
    () => (shownRunId === null ? EMPTY_HISTORY : (histories[shownRunId] ?? EMPTY_HISTORY)),
    [histories, shownRunId],
  )
  const { evaluations } = history
  const classes = useMemo(
    () => evaluations.at(-1)?.classes.map(({ name }) => name) ?? [],
    [evaluations],
  )
  const place = useRef<HTMLElement>(null)
  const isAtWork = live !== null
  useEffect(() => {
    // On a phone the dashboard lies below the settings, out of sight.
    if (isAtWork) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isAtWork])
  if (request === undefined) return <EmptyDashboard failure={failure} />
  return (
    <section ref={place} className="train-dashboard" aria-label={`Run ${request.name}`}>
      <header className="train-head">
        <div className="train-head-text">
          <h2 className="train-run-name">{request.name}</h2>
          <p className="train-run-status" role="status">
            {headline(live, record)}
          </p>
        </div>
        <RunActions id={request.id} live={live} record={record ?? null} />
      </header>
      {failure !== null && (
        <p className="train-failure" role="alert">
          <strong>{failure.message}</strong> {failure.remedy}
        </p>
      )}
      {live?.note !== undefined && live.note !== null && <p className="train-note">{live.note}</p>}
      <LiveFigures request={request} history={history} live={live} />
      {predictions !== null && predictions.runId === shownRunId && (
        <PredictionGrid step={predictions.step} pictures={predictions.pictures} classes={classes} />
      )}
      <RunCharts id={request.id} history={history} />
    </section>
  )
}

function headline(live: LiveRun | null, record: RunRecord | undefined): string {
  if (live === null) return record === undefined ? '' : statusText(record, false)
  if (live.phase === 'starting') return 'Getting ready: pictures, model, first step'
  if (live.phase === 'stopping')
    return 'Stopping after this step, with a last look and a checkpoint'
  const step = live.latest?.step ?? 0
  return `${live.phase === 'paused' ? 'Paused' : 'Learning'}: step ${step} of ${live.request.settings.steps}`
}
