import { useState } from 'react'
import type { ExportFormat } from '../../domain/exportRequest.ts'
import type { ImageId } from '../../domain/image.ts'
import { visibleInstances } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { Modal } from '../components/Modal.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { formatBytes, formatNumberOf } from '../format.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { downloadFile } from './downloadFile.ts'
import { EXPORT_FORMATS } from './exportFormats.ts'
import './exportDialog.css'

type Scope = 'this' | 'all'

export function ExportDialog() {
  const store = useLimnStore()
  const openDialog = useLimn((state) => state.openDialog)
  const exporting = useLimn((state) => state.exporting)
  const cancelExport = useLimn((state) => state.cancelExport)
  const [scope, setScope] = useState<Scope>('this')
  const [formats, setFormats] = useState<readonly ExportFormat[]>(['coco-polygons'])
  const [saved, setSaved] = useState<string | null>(null)

  const toggle = (format: ExportFormat): void => {
    setSaved(null)
    setFormats((chosen) =>
      chosen.includes(format) ? chosen.filter((other) => other !== format) : [...chosen, format],
    )
  }
  const run = async (): Promise<void> => {
    const { imageOrder, currentImageId, exportPictures } = store.getState()
    const ids = scope === 'all' ? imageOrder : currentImageId === null ? [] : [currentImageId]
    setSaved(null)
    // In the order of the table, whatever the order of clicks.
    const wanted = EXPORT_FORMATS.map(({ format }) => format).filter((f) => formats.includes(f))
    const made = await exportPictures(ids, wanted)
    if (made === null) return
    downloadFile(made)
    setSaved(`Saved ${made.name}, ${formatBytes(made.file.size)}.`)
  }
  const close = (): void => {
    cancelExport()
    openDialog(null)
  }

  return (
    <Modal
      title="Export"
      description="What you see is what you get: objects that sliders or the class list hide are left out."
      onClose={close}
    >
      <div className="modal-body">
        <ScopeChoice scope={scope} onChange={setScope} />
        <fieldset className="choices">
          <legend>What to save</legend>
          {EXPORT_FORMATS.map(({ format, name, meaning }) => (
            <label key={format} className="choice">
              <input
                type="checkbox"
                checked={formats.includes(format)}
                onChange={() => toggle(format)}
              />
              <span>
                {name}
                <small>{meaning}</small>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
      <footer className="modal-foot">
        <div className="export-state" aria-live="polite">
          {exporting !== null ? (
            <>
              <span>{exporting.text}</span>
              <ProgressBar label="Export" fraction={exporting.fraction} />
            </>
          ) : (
            saved
          )}
        </div>
        {exporting === null ? (
          <Button
            tone="primary"
            icon="export"
            disabled={formats.length === 0}
            onClick={() => void run()}
          >
            Export
          </Button>
        ) : (
          <Button onClick={cancelExport}>Cancel export</Button>
        )}
      </footer>
    </Modal>
  )
}

function ScopeChoice({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
  const current = useLimn((state) =>
    state.currentImageId === null ? null : (state.images[state.currentImageId] ?? null),
  )
  const here = useLimn((state) => visibleInstances(state, state.currentImageId).length)
  const all = useLimn((state) => state.imageOrder.length)
  const everywhere = useLimn((state) => countVisible(state, state.imageOrder))
  if (current === null) return null
  const choices: readonly { scope: Scope; name: string; count: number }[] = [
    { scope: 'this', name: `This picture: ${current.name}`, count: here },
    { scope: 'all', name: `All ${formatNumberOf(all, 'picture')}`, count: everywhere },
  ]
  return (
    <fieldset className="choices">
      <legend>Which pictures</legend>
      {choices.slice(0, all > 1 ? 2 : 1).map((choice) => (
        <label key={choice.scope} className="choice choice-line">
          <input
            type="radio"
            name="scope"
            checked={scope === choice.scope}
            onChange={() => onChange(choice.scope)}
          />
          <span>
            <span className="choice-name">{choice.name}</span>
            <small>{formatNumberOf(choice.count, 'object')}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function countVisible(
  state: Parameters<typeof visibleInstances>[0],
  ids: readonly ImageId[],
): number {
  return ids.reduce((sum, id) => sum + visibleInstances(state, id).length, 0)
}
