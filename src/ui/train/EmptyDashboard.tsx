import type { Failure } from '../../domain/failure.ts'
import { Icon } from '../components/icons.tsx'

/** What the place is for, before the first run. */
export function EmptyDashboard({ failure }: { failure: Failure | null }) {
  return (
    <section className="train-empty" aria-label="No run yet">
      <span className="train-empty-mark">
        <Icon name="train" size={32} />
      </span>
      <h2>Teach a model your own objects</h2>
      <p>
        Choose what it learns from and press Train. You will see the loss fall and the score on
        held-out pictures rise; stop at any time and go on later. Nothing leaves this device.
      </p>
      {failure !== null && (
        <p className="train-failure" role="alert">
          <strong>{failure.message}</strong> {failure.remedy}
        </p>
      )}
    </section>
  )
}
