import { lazy, Suspense } from 'react'
import type { Instance, InstanceOrigin } from '../../domain/instance.ts'
import { imageColours } from '../../store/imageColours.ts'
import { visibleInstances } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { Term } from '../components/Term.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import { formatNumberOf, formatPixels, formatScore, formatShare } from '../format.ts'
import { useLimn } from '../useLimn.ts'

const ClassCombobox = lazy(() =>
  import('./ClassCombobox.tsx').then(({ ClassCombobox }) => ({ default: ClassCombobox })),
)

/** The selected object, or objects: what is known of it and what can be done with it. */
export function SelectionCard() {
  const imageId = useLimn((state) => state.currentImageId)
  const visible = useLimn((state) => visibleInstances(state, state.currentImageId))
  const selectedIds = useLimn((state) => state.selectedIds)
  const relabel = useLimn((state) => state.relabel)
  const colours = useLimn((state) => imageColours(state, state.currentImageId))
  const selected = selectedIds.flatMap((id) => visible.find((one) => one.id === id) ?? [])
  const [first] = selected
  if (first === undefined || imageId === null) return null
  const ids = selected.map(({ id }) => id)
  const labels = new Set(selected.map(({ label }) => label))
  const title = selected.length === 1 ? 'Selected object' : `${selected.length} selected objects`
  return (
    <section className="panel selection" aria-label={title}>
      <h2 className="panel-title">{title}</h2>
      <div className="selection-class">
        <span className="swatch swatch-large" style={{ background: colours[first.label] }} />
        <Suspense fallback={<span className="combobox">{first.label}</span>}>
          <ClassCombobox
            key={ids.join()}
            label={labels.size === 1 ? first.label : ''}
            onChoose={(label) => relabel(ids, label)}
          />
        </Suspense>
      </div>
      {selected.length === 1 ? <Facts instance={first} /> : <TotalArea instances={selected} />}
      <Actions imageId={imageId} ids={ids} />
    </section>
  )
}

const ORIGINS: Readonly<Record<InstanceOrigin, string>> = {
  detected: 'the detector',
  everything: 'segment everything',
  prompted: 'you',
}

function areaOf({ area, mask }: Instance): string {
  return `${formatPixels(area)}, ${formatShare(area / (mask.size.width * mask.size.height))}`
}

function Facts({ instance }: { instance: Instance }) {
  const { score, predictedIou, origin, logitsId } = instance
  // Nobody guesses about what was drawn by hand.
  const isGuessed = origin !== 'prompted' || logitsId !== null
  return (
    <dl className="facts">
      <div>
        <dt>
          <Term meaning="How sure the model is of this object, from 0 to 1. Objects that you made or confirmed have none.">
            Score
          </Term>
        </dt>
        <dd>{score === null ? 'confirmed' : formatScore(score)}</dd>
      </div>
      <div>
        <dt>
          <Term meaning="The pixels inside the outline, and their share of the whole picture.">
            Area
          </Term>
        </dt>
        <dd>{areaOf(instance)}</dd>
      </div>
      {isGuessed && (
        <div>
          <dt>
            <Term meaning="The model's own guess at how well this outline matches the true one: overlap divided by union, 1 is perfect.">
              Predicted IoU
            </Term>
          </dt>
          <dd>{formatScore(predictedIou)}</dd>
        </div>
      )}
      <div>
        <dt>Found by</dt>
        <dd>{ORIGINS[origin]}</dd>
      </div>
    </dl>
  )
}

function TotalArea({ instances }: { instances: readonly Instance[] }) {
  const total = instances.reduce((sum, { area }) => sum + area, 0)
  return (
    <p className="panel-note">
      {formatPixels(total)} together. Merging keeps the class of the first.
    </p>
  )
}

function Actions({ imageId, ids }: { imageId: string; ids: readonly string[] }) {
  const mergeInstances = useLimn((state) => state.mergeInstances)
  const deleteInstances = useLimn((state) => state.deleteInstances)
  const exportPictures = useLimn((state) => state.exportPictures)
  const acceptInstances = useLimn((state) => state.acceptInstances)
  const splitInstances = useLimn((state) => state.splitInstances)
  const duplicateToNext = useLimn((state) => state.duplicateToNext)
  const isLabelling = useLimn((state) => state.labelling !== null)
  const hasProposals = useLimn(
    (state) =>
      state.labelling !== null &&
      (state.instances[imageId] ?? []).some(({ id, score }) => score !== null && ids.includes(id)),
  )
  const cutOut = async (): Promise<void> => {
    const made = await exportPictures([imageId], ['cut-outs'], { only: ids })
    if (made !== null) downloadFile(made)
  }
  return (
    <div className="panel-actions">
      {hasProposals && (
        <Button tone="primary" icon="check" onClick={() => acceptInstances(ids)}>
          Accept
        </Button>
      )}
      {ids.length > 1 && (
        <Button icon="merge" onClick={() => mergeInstances(ids)}>
          Merge
        </Button>
      )}
      <Button
        icon="cutOut"
        title={`Save ${formatNumberOf(ids.length, 'object')} as PNG with a transparent background`}
        onClick={() => void cutOut()}
      >
        Cut out
      </Button>
      {isLabelling && (
        <>
          <Button
            title="Its separate pieces become objects of their own"
            onClick={() => splitInstances(ids)}
          >
            Split
          </Button>
          <Button
            title="In the same place of the next picture"
            onClick={() => void duplicateToNext(ids)}
          >
            Copy to next
          </Button>
        </>
      )}
      <Button tone="danger" icon="remove" onClick={() => deleteInstances(ids)}>
        Delete
      </Button>
    </div>
  )
}
