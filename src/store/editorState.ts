import type { Failure } from '../domain/failure.ts'
import type {
  AnchorProposal,
  DraftBase,
  DraftChanges,
  FieldValue,
  ModelDraft,
} from '../domain/modelDraft.ts'
import type { ModelPlan } from '../domain/modelPlan.ts'
import type { RunData } from '../domain/training/trainingRun.ts'

/** A model on the table: nothing is made before it is saved. */
export interface Editor {
  readonly base: DraftBase
  readonly changes: DraftChanges
  /** Prefixes of layers that runs leave as they are; null until the base was read, whose own they are first. */
  readonly frozen: readonly string[] | null
  readonly name: string | null
  /** Of the changes as they were answered last; null until then. */
  readonly draft: ModelDraft | null
  readonly planBefore: ModelPlan | null
  readonly planAfter: ModelPlan | null
  /** Whether an answer to the latest change is still awaited. */
  readonly isWaiting: boolean
  /** What was there before each edit, the latest last. */
  readonly past: readonly Pick<Editor, 'changes' | 'frozen'>[]
  /** Anchors for a dataset, until they are taken or another edit is made. */
  readonly anchors: AnchorProposal | null
  readonly saving: { readonly text: string; readonly fraction: number | null } | null
  readonly failure: Failure | null
}

export interface EditorState {
  readonly editor: Editor | null
  /** A draft that was left with edits in it. */
  readonly asideEditor: Editor | null
}

export interface EditorActions {
  readonly openEditor: (base: DraftBase) => Promise<void>
  /** Edits are put aside, not lost. */
  readonly closeEditor: () => void
  /** Goes on with what was put aside. */
  readonly resumeEditor: () => Promise<void>
  readonly forgetAside: () => void
  readonly changeField: (key: string, value: FieldValue) => void
  /** Goes back to what the base has; of every field without a key. */
  readonly putBack: (key?: string) => void
  readonly undoEdit: () => void
  /** Freezes or thaws all layers under a prefix. */
  readonly freezeInDraft: (prefix: string, isFrozen: boolean) => void
  /** Freezes the first stages of the body and thaws the others. */
  readonly freezeStages: (count: number) => void
  readonly nameDraft: (name: string) => void
  readonly findAnchors: (data: RunData) => Promise<void>
  /** Takes what `findAnchors` found into the draft. */
  readonly takeAnchors: () => void
  /** Makes the draft a model of the library and opens it. */
  readonly saveDraft: () => Promise<void>
}
