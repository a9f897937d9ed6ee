import { useId } from 'react'
import type { Editor } from '../../../store/editorState.ts'
import { Button } from '../../components/Button.tsx'
import { Icon } from '../../components/icons.tsx'
import { ProgressBar } from '../../components/Progress.tsx'
import { useLimn } from '../../useLimn.ts'
import { areSame } from './fieldText.ts'

/** The new model's name, the way back from edits, and the way into the library. */
export function SaveDraft({ editor }: { editor: Editor }) {
  const id = useId()
  const rename = useLimn((state) => state.nameDraft)
  const save = useLimn((state) => state.saveDraft)
  const undo = useLimn((state) => state.undoEdit)
  const putBack = useLimn((state) => state.putBack)
  const { draft, name, past, saving, failure, isWaiting, changes, frozen, base } = editor
  const refused = draft?.groups
    .flatMap(({ fields }) => fields)
    .find(({ refusal }) => refusal !== null)
  const isEdited = Object.keys(changes).length > 0 || !areSame(frozen ?? [], draft?.frozen ?? [])
  const isReady = draft !== null && !isWaiting && refused === undefined && saving === null
  return (
    <section className="editor-card" aria-label="Save">
      <div className="editor-field">
        <label htmlFor={id}>Name of the new model</label>
        <input
          id={id}
          value={name ?? ''}
          maxLength={200}
          onChange={({ target }) => rename(target.value)}
        />
      </div>
      <div className="editor-actions">
        <Button
          tone="primary"
          className="editor-save"
          disabled={!isReady}
          onClick={() => void save()}
        >
          Save as a new model
        </Button>
        <Button icon="undo" disabled={past.length === 0} onClick={undo}>
          Undo
        </Button>
        <Button tone="quiet" disabled={!isEdited} onClick={() => putBack()}>
          Put all back
        </Button>
      </div>
      <p className="editor-help">
        {refused === undefined
          ? base.kind === 'new'
            ? 'It is kept on this device, ready to be trained.'
            : 'The model it is made from stays as it is.'
          : `“${refused.label}” cannot be as it stands: change it or put it back.`}
      </p>
      {saving !== null && (
        <div role="status">
          <ProgressBar label={saving.text} fraction={saving.fraction} />
        </div>
      )}
      <div aria-live="assertive">
        {failure !== null && (
          <div className="models-refusal">
            <Icon name="alert" />
            <p>
              <strong>{failure.message}</strong> {failure.remedy}
            </p>
          </div>
        )}
      </div>
    </section>
  )
}
