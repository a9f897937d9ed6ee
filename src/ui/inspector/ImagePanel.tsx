import { currentImage, filteredInstances } from '../../store/selectors.ts'
import type { ImageEntry, Limn } from '../../store/state.ts'
import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { formatDuration, formatNumberOf, formatSize } from '../format.ts'
import { Caps } from '../keys/Caps.tsx'
import { useLimn } from '../useLimn.ts'

/** The picture in one glance: name, size, how its job stands, and what to do when it failed. */
export function ImagePanel() {
  const image = useLimn(currentImage)
  if (image === null) return null
  return (
    <section className="panel" aria-label="Picture">
      <div className="panel-row">
        <h2 className="image-name" title={image.name}>
          {image.name}
        </h2>
        <UndoRedo />
      </div>
      <ImageFacts image={image} />
      <ImageJob image={image} />
    </section>
  )
}

function UndoRedo() {
  const { undo, redo } = useLimn(pickHistory)
  const canUndo = useLimn((state) => state.canUndo)
  const canRedo = useLimn((state) => state.canRedo)
  return (
    <span className="panel-buttons">
      <IconButton
        icon="undo"
        label="Undo"
        hint={<Caps id="undo" />}
        disabled={!canUndo}
        onClick={undo}
      />
      <IconButton
        icon="redo"
        label="Redo"
        hint={<Caps id="redo" />}
        disabled={!canRedo}
        onClick={redo}
      />
    </span>
  )
}

// The store's actions live as long as the store, so one object of them serves every render.
const histories = new WeakMap<Limn['undo'], Pick<Limn, 'undo' | 'redo'>>()
function pickHistory({ undo, redo }: Limn): Pick<Limn, 'undo' | 'redo'> {
  const known = histories.get(undo) ?? { undo, redo }
  histories.set(undo, known)
  return known
}

function ImageFacts({ image: { id, size, status } }: { image: ImageEntry }) {
  const count = useLimn((state) => filteredInstances(state, id).length)
  const facts = [
    ...(size === null ? [] : [formatSize(size)]),
    ...(status.kind === 'done'
      ? [
          formatNumberOf(count, 'object'),
          ...(status.elapsedMs === null ? [] : [formatDuration(status.elapsedMs)]),
        ]
      : []),
  ]
  return <p className="image-facts">{facts.join(' · ')}</p>
}

function ImageJob({ image: { id, status } }: { image: ImageEntry }) {
  const engine = useLimn((state) => state.engine)
  const cancelImage = useLimn((state) => state.cancelImage)
  const segment = useLimn((state) => state.segment)
  const loadModels = useLimn((state) => state.loadModels)
  switch (status.kind) {
    case 'done':
    case 'running':
      // The stage and the status line tell how far a running one is.
      return null
    case 'reading':
      return <p className="image-job">Reading the picture</p>
    case 'waiting':
      return engine.kind === 'failed' ? (
        <FailureCard failure={engine.failure} again={() => void loadModels()} />
      ) : (
        <div className="image-job">
          <span>{engine.kind === 'ready' ? 'Waiting for its turn' : 'Waiting for the models'}</span>
          <Button tone="quiet" onClick={() => cancelImage(id)}>
            Cancel
          </Button>
        </div>
      )
    case 'cancelled':
      return (
        <div className="image-job">
          <span>Cancelled; what was found stays.</span>
          <Button icon="retry" onClick={() => segment([id])}>
            Segment
          </Button>
        </div>
      )
    case 'failed':
      return <FailureCard failure={status.failure} />
  }
}

interface FailureCardProps {
  failure: { message: string; remedy: string }
  /** Absent where the stage already offers it. */
  again?: () => void
}

function FailureCard({ failure, again }: FailureCardProps) {
  return (
    // Where the stage shows the failure it is announced there.
    <div className="failure-card" role={again === undefined ? undefined : 'alert'}>
      <Icon name="alert" />
      <div>
        <p className="failure-message">{failure.message}</p>
        <p>{failure.remedy}</p>
        {again !== undefined && (
          <div className="panel-actions">
            <Button icon="retry" onClick={again}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
