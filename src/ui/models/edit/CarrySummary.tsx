import type { WeightCarry } from '../../../domain/modelDraft.ts'
import { formatNumberOf } from '../../format.ts'
import { useLimn } from '../../useLimn.ts'
import { formatParameters } from '../modelWords.ts'

/** Which layers of the new model keep their weights and which begin anew. */
export function CarrySummary() {
  const draft = useLimn(({ editor }) => editor?.draft ?? null)
  if (draft === null) return null
  return (
    <section className="editor-card" aria-labelledby="editor-carry">
      <h2 id="editor-carry" className="editor-heading">
        What it keeps
      </h2>
      {draft.carry === null ? (
        <p className="editor-help">A new model: every layer begins with drawn weights.</p>
      ) : (
        <Carry carry={draft.carry} />
      )}
    </section>
  )
}

function Carry({ carry }: { carry: WeightCarry }) {
  const { layers, keptNumbers, freshNumbers, dropped, keptClasses } = carry
  const of = (fate: string) =>
    Object.entries(layers).flatMap(([name, own]) => (own === fate ? [name] : []))
  const [kept, part, fresh] = [of('kept'), of('part'), of('fresh')]
  return (
    <>
      <p className="editor-help" aria-live="polite">
        {formatParameters(keptNumbers)} of {formatParameters(keptNumbers + freshNumbers)} numbers
        are kept.
      </p>
      <ul className="editor-fates">
        <Fate names={kept} words="as they are" />
        <Fate
          names={part}
          words="in part"
          note="Channels and classes that both have are kept; a widened layer first answers as before."
        />
        <Fate names={fresh} words="begin anew" note="Their weights are drawn." />
        <Fate names={dropped} words="left behind" note="The new model has no place for them." />
      </ul>
      {part.length > 0 && keptClasses.length > 0 && (
        <p className="editor-help">
          Known classes: {keptClasses.slice(0, 6).join(', ')}
          {keptClasses.length > 6 && ` and ${keptClasses.length - 6} more`}.
        </p>
      )}
    </>
  )
}

function Fate({ names, words, note }: { names: readonly string[]; words: string; note?: string }) {
  if (names.length === 0) return null
  return (
    <li>
      <details>
        <summary>
          <strong>{formatNumberOf(names.length, 'layer')}</strong> {words}
        </summary>
        {note !== undefined && <p className="editor-help">{note}</p>}
        <ul className="editor-names">
          {names.map((name) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}
