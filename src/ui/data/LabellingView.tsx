import { useState } from 'react'
import { currentImage } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { Inspector } from '../inspector/Inspector.tsx'
import { Stage } from '../stage/Stage.tsx'
import { useLimn } from '../useLimn.ts'

const SAVING = {
  saved: 'Saved on this device',
  saving: 'Saving',
  failed: 'Not saved yet, will try again',
} as const

/** An image of a dataset on the stage, with the tools and the undo history of Segment; every edit is saved. */
export function LabellingView() {
  const [isSheetOpen, setIsSheetOpen] = useState(false)
  const name = useLimn((state) => currentImage(state)?.name ?? '')
  const saving = useLimn((state) => state.labelling?.saving ?? 'saved')
  const stop = useLimn((state) => state.stopLabelling)
  const step = useLimn((state) => state.stepLabelled)
  const retry = useLimn((state) => state.retrySaving)
  return (
    <div className="labelling">
      <section className="labelling-bar" aria-label="Image of the dataset">
        <IconButton
          icon="chevron"
          className="data-back"
          label="Back to the dataset"
          side="bottom"
          onClick={stop}
        />
        <h1 className="labelling-name" title={name}>
          {name}
        </h1>
        <span className="labelling-saved" role="status" data-state={saving}>
          {SAVING[saving]}
        </span>
        {saving === 'failed' && (
          <Button icon="retry" onClick={retry}>
            Save now
          </Button>
        )}
        <Button
          className="labelling-sheet"
          aria-expanded={isSheetOpen}
          onClick={() => setIsSheetOpen((open) => !open)}
        >
          Objects
        </Button>
        <Button onClick={() => void step(-1)}>Previous</Button>
        <Button onClick={() => void step(1)}>Next</Button>
      </section>
      <main className="stage-area">
        <Stage />
      </main>
      <Inspector isOpen={isSheetOpen} onClose={() => setIsSheetOpen(false)} />
    </div>
  )
}
