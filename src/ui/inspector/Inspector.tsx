import { currentImage } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { Caps } from '../keys/Caps.tsx'
import { useLimn } from '../useLimn.ts'
import { ClassList } from './ClassList.tsx'
import { DecodePanel } from './DecodePanel.tsx'
import { ImagePanel } from './ImagePanel.tsx'
import { RunPanel } from './RunPanel.tsx'
import { SelectionCard } from './SelectionCard.tsx'
import { ViewPanel } from './ViewPanel.tsx'
import './combobox.css'
import './inspector.css'

interface InspectorProps {
  /** On phones the inspector is a sheet that opens and closes. */
  isOpen: boolean
  onClose: () => void
}

/** The next step of the road: what was found and mended becomes what a model learns from. */
function UseForTraining() {
  const ids = useLimn((state) => state.imageOrder)
  const isSegment = useLimn((state) => state.place === 'segment')
  const isBusy = useLimn((state) => state.datasetJob !== null)
  const collectPictures = useLimn((state) => state.collectPictures)
  if (!isSegment) return null
  return (
    <Button
      className="inspector-foot-wide"
      icon="data"
      disabled={isBusy}
      onClick={() => void collectPictures(ids)}
    >
      Use as training images
    </Button>
  )
}

export function Inspector({ isOpen, onClose }: InspectorProps) {
  const openDialog = useLimn((state) => state.openDialog)
  // Of a file that is no picture there is nothing to list, show or run.
  const isUnreadable = useLimn((state) => {
    const image = currentImage(state)
    return image?.status.kind === 'failed' && image.size === null
  })
  return (
    <aside className="inspector" aria-label="Inspector" data-open={isOpen}>
      <button type="button" className="sheet-handle" aria-label="Close the sheet" onClick={onClose}>
        <span />
      </button>
      <div className="inspector-scroll">
        <ImagePanel />
        {!isUnreadable && (
          <>
            <SelectionCard />
            <ClassList />
            <DecodePanel />
            <ViewPanel />
            <RunPanel />
          </>
        )}
      </div>
      <div className="inspector-foot">
        <UseForTraining />
        <Button icon="list" onClick={() => openDialog('measure')}>
          Measure
        </Button>
        <Button tone="primary" icon="export" onClick={() => openDialog('export')}>
          Export <Caps id="export" />
        </Button>
      </div>
    </aside>
  )
}
