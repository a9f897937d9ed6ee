import { useEffect } from 'react'
import { useLimn } from '../useLimn.ts'
import { Dashboard } from './Dashboard.tsx'
import { EvaluateForm } from './EvaluateForm.tsx'
import { EvaluationJob } from './EvaluationJob.tsx'
import { EvaluationList } from './EvaluationList.tsx'
import './evaluate.css'

/** Evaluate: how good a model is on a dataset, and what its errors are. */
export function EvaluatePlace() {
  const loadEvaluations = useLimn((state) => state.loadEvaluations)
  const hasOpened = useLimn((state) => state.evaluation !== null)
  const hasDatasets = useLimn((state) => (state.evaluationDatasets?.length ?? 0) > 0)
  // The library may have changed in the Data place or in another tab.
  useEffect(() => void loadEvaluations(), [loadEvaluations])
  return (
    <main className="evaluate">
      <aside className="evaluate-side" aria-label="Evaluations">
        <h1 className="evaluate-title">Evaluate</h1>
        {hasDatasets && <EvaluateForm />}
        <EvaluationJob />
        <EvaluationList />
      </aside>
      {hasOpened ? <Dashboard /> : <Purpose hasDatasets={hasDatasets} />}
    </main>
  )
}

/** What the place is for, and the one next step. */
function Purpose({ hasDatasets }: { hasDatasets: boolean }) {
  const isLooking = useLimn((state) => state.evaluationDatasets === null)
  const setPlace = useLimn((state) => state.setPlace)
  return (
    <section className="evaluate-purpose" aria-label="What Evaluate is for">
      <div>
        <h2>See how good a model is, and where it errs</h2>
        <p>
          Limn runs a model over labelled pictures, compares what it finds with the labels as COCO
          does, and shows every kind of mistake with the pictures behind it.
        </p>
        {!isLooking && !hasDatasets && (
          <>
            <p>It needs a dataset: labelled pictures in the Data place.</p>
            <button
              type="button"
              className="button button-primary"
              onClick={() => setPlace('data')}
            >
              Go to Data
            </button>
          </>
        )}
        {hasDatasets && <p>Choose a dataset on the left and start.</p>}
      </div>
    </section>
  )
}
