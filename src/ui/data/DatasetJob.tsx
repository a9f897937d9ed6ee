import { Button } from '../components/Button.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { formatCount, formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'

/** The import or export that runs, and afterwards what the import left out and why. */
export function DatasetJob() {
  const job = useLimn((state) => state.datasetJob)
  const cancel = useLimn((state) => state.cancelDatasetJob)
  if (job === null) return <ImportReportCard />
  return (
    <section className="data-job" aria-label="Running">
      <div className="data-job-row">
        <span className="data-job-text">{job.text}</span>
        <Button tone="quiet" onClick={cancel}>
          Cancel
        </Button>
      </div>
      <ProgressBar label={job.text} fraction={job.fraction} />
    </section>
  )
}

const KINDS = { read: 'Read', skipped: 'Left out', changed: 'Changed' } as const

function ImportReportCard() {
  const report = useLimn((state) => state.importReport)
  const dismiss = useLimn((state) => state.dismissImportReport)
  if (report === null) return null
  const { format, images, objects, skipped, changed, notes } = report
  const parts = [
    `${formatNumberOf(images, 'image')} and ${formatNumberOf(objects, 'object')} read as ${format}`,
    ...(skipped > 0 ? [`${formatCount(skipped)} left out`] : []),
    ...(changed > 0 ? [`${formatCount(changed)} read otherwise than written`] : []),
  ]
  return (
    <section className="data-report" aria-label="What was read">
      <div className="data-job-row">
        <p role="status">
          {parts.join(', ')}.{skipped + changed === 0 && ' Nothing was left out.'}
        </p>
        <IconButton icon="close" label="Put the report away" size="s" onClick={dismiss} />
      </div>
      {notes.length > 0 && (
        <details className="data-report-notes">
          <summary>{formatNumberOf(notes.length, 'note')}</summary>
          <ul>
            {notes.map(({ kind, file, place, why }, index) => (
              <li key={index} data-kind={kind}>
                <span className="data-report-kind">{KINDS[kind]}</span>
                <span>
                  <code>
                    {file}
                    {place !== '' && `, ${place}`}
                  </code>{' '}
                  {why}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
