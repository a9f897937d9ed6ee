import type { ModelPlan } from '../../../domain/modelPlan.ts'
import { formatBytes } from '../../format.ts'
import { useLimn } from '../../useLimn.ts'
import { formatMacs, formatParameters } from '../modelWords.ts'

/** Pictures of the step whose memory is shown. */
const STEP_PICTURES = 4

interface Figure {
  readonly label: string
  /** Stays in sight on a narrow screen. */
  readonly isMain?: boolean
  readonly read: (plan: ModelPlan) => number
  readonly format: (value: number) => string
}

const FIGURES: readonly Figure[] = [
  {
    label: 'Parameters',
    isMain: true,
    read: ({ parameters }) => parameters,
    format: formatParameters,
  },
  { label: 'Parameters that learn', read: ({ trainable }) => trainable, format: formatParameters },
  { label: 'MACs of a picture', isMain: true, read: ({ macs }) => macs, format: formatMacs },
  { label: 'Memory of the weights', read: ({ memory }) => memory.weights, format: formatBytes },
  {
    label: 'Memory to segment a picture',
    read: ({ memory }) => memory.inference,
    format: formatBytes,
  },
  {
    label: `Memory of a step of ${STEP_PICTURES} pictures`,
    isMain: true,
    read: ({ memory: { training } }) => training.fixed + STEP_PICTURES * training.perPicture,
    format: formatBytes,
  },
]

/** What the edit does to size, work and memory, before anything is made or run. */
export function FigureChanges() {
  const before = useLimn(({ editor }) => editor?.planBefore ?? null)
  const after = useLimn(({ editor }) => editor?.planAfter ?? null)
  const isWaiting = useLimn(({ editor }) => editor?.isWaiting ?? false)
  return (
    <section
      className="editor-card editor-costs"
      aria-labelledby="editor-figures"
      aria-busy={isWaiting}
    >
      <h2 id="editor-figures" className="editor-heading">
        What it costs
      </h2>
      {before === null || after === null ? (
        <p className="editor-help">Counting</p>
      ) : (
        <>
          <dl className="editor-figures" data-waiting={isWaiting}>
            {FIGURES.map((figure) => (
              <FigureRow key={figure.label} {...{ figure, before, after }} />
            ))}
          </dl>
          <p className="editor-help">
            For pictures of {after.picture.width} × {after.picture.height} as the network sees them.
            Counted from the layers; nothing was run.
          </p>
        </>
      )}
    </section>
  )
}

function FigureRow({
  figure: { label, isMain = false, read, format },
  before,
  after,
}: {
  figure: Figure
  before: ModelPlan
  after: ModelPlan
}) {
  const [was, is] = [read(before), read(after)]
  const isSame = was === is
  return (
    <div className="editor-figure" data-changed={!isSame} data-main={isMain}>
      <dt>{label}</dt>
      <dd>
        {!isSame && (
          <>
            <span className="editor-figure-was">{format(was)}</span>
            <span className="editor-arrow" aria-hidden="true">
              →
            </span>
            <span className="visually-hidden"> becomes </span>
          </>
        )}
        <strong>{format(is)}</strong>
      </dd>
    </div>
  )
}
