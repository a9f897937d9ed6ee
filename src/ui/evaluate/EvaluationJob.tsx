import { Button } from '../components/Button.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { useLimn } from '../useLimn.ts'

/** What is at work, how far it is, and a way to end it. */
export function EvaluationJob() {
  const job = useLimn((state) => state.evaluationJob)
  const cancel = useLimn((state) => state.cancelEvaluation)
  if (job === null) return null
  return (
    <div className="evaluate-job" role="status">
      <span className="evaluate-job-text">{job.text}</span>
      <ProgressBar label={job.text} fraction={job.fraction} />
      <Button onClick={cancel}>Cancel</Button>
    </div>
  )
}
