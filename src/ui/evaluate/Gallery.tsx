import { useState } from 'react'
import type { Example } from '../../domain/evaluation.ts'
import { Button } from '../components/Button.tsx'
import { formatCount } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { ExampleCard } from './ExampleCard.tsx'
import type { Shown } from './shown.ts'

const TABS = [
  { id: 'falseAlarms', title: 'False alarms', order: 'surest first' },
  { id: 'missed', title: 'Missed', order: 'largest first' },
  { id: 'hits', title: 'Hits', order: 'least overlap first' },
] as const

const PAGE = 12

/** Objects found and missed beside the labels, worst first. */
export function Gallery({ onShow }: { onShow: (shown: Shown) => void }) {
  const view = useLimn((state) => state.errorView)
  const [tab, setTab] = useState<(typeof TABS)[number]['id']>('falseAlarms')
  const [count, setCount] = useState(PAGE)
  if (view === null) return null
  const examples: readonly Example[] = view.examples[tab]
  const { title, order } = TABS.find(({ id }) => id === tab) ?? TABS[0]
  return (
    <section aria-labelledby="evaluate-gallery-title">
      <div className="evaluate-gallery-head">
        <h3 id="evaluate-gallery-title" className="evaluate-heading">
          Look at them
        </h3>
        <div className="evaluate-segments" role="group" aria-label="Which objects">
          {TABS.map((each) => (
            <button
              key={each.id}
              type="button"
              aria-pressed={each.id === tab}
              onClick={() => {
                setTab(each.id)
                setCount(PAGE)
              }}
            >
              {each.title}
            </button>
          ))}
        </div>
        <span className="evaluate-hint">{order}; labels left, what was found right</span>
      </div>
      {examples.length === 0 && (
        <p className="evaluate-hint">None at this score and overlap: {title.toLowerCase()}.</p>
      )}
      <ul className="evaluate-cards">
        {examples.slice(0, count).map((example) => (
          <li key={`${example.imageId} ${example.detection ?? ''} ${example.truth ?? ''}`}>
            <ExampleCard example={example} onShow={onShow} />
          </li>
        ))}
      </ul>
      {examples.length > count && (
        <Button onClick={() => setCount(count + PAGE)}>
          Show more ({formatCount(examples.length - count)})
        </Button>
      )}
    </section>
  )
}
