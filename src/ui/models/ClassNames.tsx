import { useState } from 'react'
import type { LibraryModel } from '../../domain/libraryModel.ts'
import { Button } from '../components/Button.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { classCount } from './modelWords.ts'

/** What the model calls what it finds: one name a line, in the order of its outputs. */
export function ClassNames({ model }: { model: LibraryModel }) {
  const setClassNames = useLimn((state) => state.setClassNames)
  const own = model.classes.slice(1).join('\n')
  const [text, setText] = useState(own)
  const names = text.split('\n').map((name) => name.trim())
  const count = classCount(model)
  const fault =
    names.length !== count
      ? `${formatNumberOf(names.length, 'line')} for ${formatNumberOf(count, 'class', 'classes')}`
      : names.includes('')
        ? 'A line is empty'
        : null
  return (
    <section className="models-panel" aria-labelledby="models-classes">
      <h2 id="models-classes" className="models-heading">
        Class names
      </h2>
      <p id="models-classes-hint" className="models-note">
        One name a line, in the order in which the model counts them. The background has none. For
        more or fewer classes, customise the model.
      </p>
      <textarea
        className="models-classes"
        aria-labelledby="models-classes"
        aria-describedby="models-classes-hint models-classes-fault"
        aria-invalid={fault !== null}
        spellCheck={false}
        rows={Math.min(Math.max(count, 2), 12)}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="models-classes-foot">
        <span id="models-classes-fault" className="models-fault" aria-live="polite">
          {fault}
        </span>
        {text !== own && (
          <>
            <Button onClick={() => setText(own)}>Put back</Button>
            <Button
              tone="primary"
              disabled={fault !== null}
              onClick={() => void setClassNames(model.id, names)}
            >
              Save names
            </Button>
          </>
        )}
      </div>
    </section>
  )
}
