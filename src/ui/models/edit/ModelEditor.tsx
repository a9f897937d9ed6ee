import type { FieldGroup } from '../../../domain/modelDraft.ts'
import { NEW_MODELS } from '../../../domain/newModels.ts'
import type { Editor } from '../../../store/editorState.ts'
import { Button } from '../../components/Button.tsx'
import { Icon } from '../../components/icons.tsx'
import { useLimn } from '../../useLimn.ts'
import { familyName } from '../modelWords.ts'
import { PlanTree } from '../PlanTree.tsx'
import { AnchorFinder } from './AnchorFinder.tsx'
import { CarrySummary } from './CarrySummary.tsx'
import { EditorField } from './EditorField.tsx'
import { FigureChanges } from './FigureChanges.tsx'
import { SaveDraft } from './SaveDraft.tsx'
import { StageFreezer } from './StageFreezer.tsx'
import './editor.css'

/** A model on the table: its settings, what a change does to it, and its layers. Nothing is made before it is saved. */
export function ModelEditor({ editor }: { editor: Editor }) {
  const { draft } = editor
  return (
    <div className="editor">
      <BackButton editor={editor} />
      <header>
        <h1 className="models-title">{titleOf(editor)}</h1>
        <p className="models-lead">
          {draft === null ? 'Opening' : `${familyName(draft.family)}. `}
          {draft !== null &&
            'Change what you like: the figures show what it does before anything is made.'}
        </p>
      </header>
      {draft !== null && (
        <div className="editor-columns">
          <div className="editor-groups">
            {draft.groups.map((group) => (
              <Group key={group.title} group={group} />
            ))}
          </div>
          <div className="editor-side">
            <FigureChanges />
            <CarrySummary />
            <SaveDraft editor={editor} />
          </div>
        </div>
      )}
      {draft === null && <SaveFailure editor={editor} />}
      <Layers editor={editor} />
    </div>
  )
}

function SaveFailure({ editor: { failure } }: { editor: Editor }) {
  return (
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
  )
}

function BackButton({ editor: { base } }: { editor: Editor }) {
  const close = useLimn((state) => state.closeEditor)
  const open = useLimn((state) => state.openModel)
  const own = useLimn(({ models }) =>
    base.kind === 'library' ? models?.find(({ id }) => id === base.modelId) : undefined,
  )
  const leave = (): void => {
    close()
    if (own !== undefined) void open(own.id)
  }
  return (
    <Button tone="quiet" className="models-back" onClick={leave}>
      ‹ {own?.name ?? 'All models'}
    </Button>
  )
}

function titleOf({ base, draft }: Editor): string {
  if (base.kind === 'new') {
    return `New: ${NEW_MODELS.find(({ id }) => id === base.presetId)?.title ?? 'model'}`
  }
  return draft === null ? 'Customise' : `Customise ${draft.name.replace(/, edited$/, '')}`
}

function Group({ group: { title, fields } }: { group: FieldGroup }) {
  const id = `editor-group-${title.toLowerCase().replace(/\W+/g, '-')}`
  return (
    <section className="models-panel" aria-labelledby={id}>
      <h2 id={id} className="models-heading">
        {title}
      </h2>
      <div className="editor-fields">
        {fields.map((field) => (
          <EditorField key={field.key} field={field} />
        ))}
        {(title === 'Body' || title === 'Network') && <StageFreezer />}
        {fields.some(({ key }) => key === 'anchors.sizes') && <AnchorFinder />}
      </div>
    </section>
  )
}

function Layers({ editor }: { editor: Editor }) {
  const freeze = useLimn((state) => state.freezeInDraft)
  const { planBefore, planAfter, draft, frozen } = editor
  if (planAfter === null || draft === null) return null
  return (
    <section className="models-panel" aria-labelledby="editor-layers">
      <h2 id="editor-layers" className="models-heading">
        Layers
      </h2>
      <p className="models-note">
        As they would be. A frozen layer stays as it is in runs that begin with the new model.
      </p>
      <PlanTree
        layers={planAfter.layers}
        frozen={frozen ?? []}
        onFreeze={freeze}
        {...(planBefore !== null && { before: planBefore.layers })}
        {...(draft.carry !== null && { fates: draft.carry.layers })}
      />
    </section>
  )
}
