import { useState } from 'react'
import { Button } from '../components/Button.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { ClassTable } from './ClassTable.tsx'
import { CurvesChart } from './CurvesChart.tsx'
import { DoubtList } from './DoubtList.tsx'
import { ErrorSection } from './ErrorSection.tsx'
import { FigureTiles } from './FigureTiles.tsx'
import { Gallery } from './Gallery.tsx'
import { PictureDialog } from './PictureDialog.tsx'
import { makeReport } from './makeReport.ts'
import { useChartColours } from '../charts/useChartColours.ts'
import type { Shown } from './shown.ts'

/** More lines than these are not told apart. */
const MOST_LINES = 4

/** Everything about one evaluation. */
export function Dashboard() {
  const summary = useLimn((state) => state.evaluation)
  const [shown, setShown] = useState<Shown | null>(null)
  // Classes whose lines are drawn, the latest few.
  const [drawn, setDrawn] = useState<readonly number[]>([])
  const toggle = (id: number) =>
    setDrawn(
      drawn.includes(id)
        ? drawn.filter((other) => other !== id)
        : [...drawn, id].slice(-MOST_LINES),
    )
  if (summary === null) return null
  return (
    <div className="evaluate-board" key={summary.record.id}>
      <Head />
      <FigureTiles />
      <div className="evaluate-grid">
        <CurvesChart classes={drawn} />
        <ClassTable drawn={drawn} onToggle={toggle} />
      </div>
      <ErrorSection onShow={setShown} />
      <Gallery onShow={setShown} />
      <DoubtList onShow={setShown} />
      {shown !== null && <PictureDialog shown={shown} onClose={() => setShown(null)} />}
    </div>
  )
}

function Head() {
  const store = useLimnStore()
  const summary = useLimn((state) => state.evaluation)
  const shape = useLimn((state) => state.evaluatedShape)
  const setShape = useLimn((state) => state.setEvaluatedShape)
  const evaluations = useLimn((state) => state.evaluations) ?? []
  const comparedId = useLimn((state) => state.comparedId)
  const compare = useLimn((state) => state.compareEvaluation)
  const exportEvaluation = useLimn((state) => state.exportEvaluation)
  const colourOf = useChartColours()
  if (summary === null) return null
  const { record } = summary
  // Figures on other pictures say nothing about which model is better.
  const others = evaluations.filter(
    ({ id, datasetId, split }) =>
      id !== record.id && datasetId === record.datasetId && split === record.split,
  )
  const saveReport = () => {
    const { errorView, compared } = store.getState()
    downloadFile(makeReport({ summary, compared, errorView, colourOf }))
  }
  const saveResults = async () => {
    const file = await exportEvaluation(record.id)
    if (file !== null) downloadFile(file)
  }
  return (
    <header className="evaluate-head">
      <div className="evaluate-head-words">
        <h2>{record.modelName}</h2>
        <p>
          on {record.datasetName}
          {record.split === null ? '' : `, ${record.split}`}
        </p>
      </div>
      <div className="evaluate-segments" role="group" aria-label="What is compared">
        {(['segm', 'bbox'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={shape === each}
            onClick={() => void setShape(each)}
          >
            {each === 'segm' ? 'Masks' : 'Boxes'}
          </button>
        ))}
      </div>
      {others.length > 0 && (
        <label className="evaluate-compare">
          Beside
          <select
            value={comparedId ?? ''}
            onChange={(event) =>
              void compare(event.target.value === '' ? null : event.target.value)
            }
          >
            <option value="">nothing</option>
            {others.map(({ id, modelName, createdAt }) => (
              <option key={id} value={id}>
                {modelName}, {new Date(createdAt).toLocaleString()}
              </option>
            ))}
          </select>
        </label>
      )}
      <Button icon="export" onClick={() => void saveResults()}>
        Results
      </Button>
      <Button icon="export" onClick={saveReport}>
        Report
      </Button>
    </header>
  )
}
