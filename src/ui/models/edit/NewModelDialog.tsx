import type { ModelFamily } from '../../../domain/libraryModel.ts'
import { NEW_MODELS } from '../../../domain/newModels.ts'
import { Modal } from '../../components/Modal.tsx'
import { useLimn } from '../../useLimn.ts'
import { familyName } from '../modelWords.ts'
import './editor.css'

const FAMILIES: readonly (readonly [ModelFamily, string])[] = [
  ['mask-rcnn', 'finds each object, with its box and its mask'],
  ['unet', 'names every pixel, and parts things that touch'],
  ['fcn', 'names every pixel'],
]

/** What a new model begins as; the editor opens with it. */
export function NewModelDialog({ onClose }: { onClose: () => void }) {
  const open = useLimn((state) => state.openEditor)
  return (
    <Modal
      title="New model"
      description="Begin with one of these and change it as you like."
      width="l"
      onClose={onClose}
    >
      <div className="editor-presets">
        {FAMILIES.map(([family, purpose]) => (
          <section key={family} aria-labelledby={`editor-presets-${family}`}>
            <h3 id={`editor-presets-${family}`} className="editor-presets-family">
              {familyName(family)} <span>{purpose}</span>
            </h3>
            <ul>
              {NEW_MODELS.filter((preset) => preset.family === family).map((preset) => (
                <li key={preset.id}>
                  <button
                    type="button"
                    className="editor-preset"
                    onClick={() => {
                      onClose()
                      void open({ kind: 'new', presetId: preset.id })
                    }}
                  >
                    <strong>{preset.title}</strong>
                    <span>{preset.purpose}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Modal>
  )
}
