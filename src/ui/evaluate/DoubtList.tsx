import type { Suspicion } from '../../domain/evaluation.ts'
import { formatScore } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { ExampleCard } from './ExampleCard.tsx'
import type { Shown } from './shown.ts'

const WORDS: Readonly<Record<Suspicion, string>> = {
  'missing-label': 'Not labelled?',
  'wrong-class': 'Labelled as another class?',
  'loose-outline': 'Outline off?',
}

const MOST = 12

/** Labels that may be wrong: a sure model disagrees with them. */
export function DoubtList({ onShow }: { onShow: (shown: Shown) => void }) {
  const doubts = useLimn((state) => state.errorView?.doubts) ?? []
  if (doubts.length === 0) return null
  return (
    <section aria-labelledby="evaluate-doubts-title">
      <div className="evaluate-gallery-head">
        <h3 id="evaluate-doubts-title" className="evaluate-heading">
          Labels worth a second look
        </h3>
        <span className="evaluate-hint">the model is sure and the label says otherwise</span>
      </div>
      <ul className="evaluate-cards">
        {doubts.slice(0, MOST).map(({ suspicion, likelihood, example }) => (
          <li key={`${example.imageId} ${example.detection ?? ''}`}>
            <ExampleCard
              example={example}
              caption={`${WORDS[suspicion]} ${formatScore(likelihood)}`}
              onShow={onShow}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
