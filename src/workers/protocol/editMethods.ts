import type { LibraryModel } from '../../domain/libraryModel.ts'
import type {
  AnchorProposal,
  DraftBase,
  DraftChanges,
  ModelDraft,
} from '../../domain/modelDraft.ts'
import type { RunData } from '../../domain/training/trainingRun.ts'
import type { ImportProgress } from './modelMethods.ts'

/** The editor of models, in the engine worker. A draft is nothing but its base and the changes to it. */
export type EditMethods = {
  /** What the changes make of the base. Those that cannot be are refused field by field and nothing throws for them. */
  draftModel: {
    request: { base: DraftBase; changes: DraftChanges }
    progress: never
    result: ModelDraft
  }
  /** Makes the draft a model of the library, with what fits of the base's weights; the base stays as it is. */
  saveDraft: {
    request: {
      base: DraftBase
      changes: DraftChanges
      name: string
      /** Prefixes of the layers that runs leave as they are. */
      frozen: readonly string[]
    }
    progress: ImportProgress
    result: LibraryModel
  }
  /** Anchors that suit the objects which a run on this data would learn from, as many as the architecture has. */
  proposeAnchors: {
    request: { architecture: Readonly<Record<string, unknown>>; data: RunData }
    progress: never
    result: AnchorProposal
  }
  /** Keeps with a model of the library which layers runs leave as they are. */
  setFrozen: {
    request: { id: string; frozen: readonly string[] }
    progress: never
    result: LibraryModel
  }
}
