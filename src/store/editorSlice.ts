import { toFailure } from '../domain/failure.ts'
import { setFrozen } from '../domain/frozenLayers.ts'
import type { DraftChanges, ModelDraft } from '../domain/modelDraft.ts'
import type { ModelPlan } from '../domain/modelPlan.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import type { Editor, EditorActions, EditorState } from './editorState.ts'

/** Typing is answered when it pauses this long, milliseconds. */
const PAUSE_MS = 150
/** Changes of one field no further apart than this are one edit, milliseconds. */
const ONE_EDIT_MS = 1500

export function createEditorSlice(
  set: Set,
  get: Get,
  { engine }: StoreDeps,
): EditorState & EditorActions {
  let controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The field that was changed last, and when. */
  let latest = { key: '', at: 0 }
  /** What the plans at hand were made for. */
  const plans = new Map<'planBefore' | 'planAfter', { key: string; plan: ModelPlan }>()

  function change(part: Partial<Editor>): void {
    const { editor } = get()
    if (editor !== null) set({ editor: { ...editor, ...part } })
  }

  async function plan(
    side: 'planBefore' | 'planAfter',
    architecture: ModelDraft['architecture'],
    { frozen, signal }: { readonly frozen: readonly string[]; readonly signal: AbortSignal },
  ): Promise<void> {
    const key = JSON.stringify([architecture, frozen])
    const known = [...plans.values()].find((each) => each.key === key)
    const made = known?.plan ?? (await engine.planModel({ architecture, frozen }, { signal }))
    if (signal.aborted) return
    plans.set(side, { key, plan: made })
    change(side === 'planBefore' ? { planBefore: made } : { planAfter: made })
  }

  /** Asks what the draft is now; only the latest question is waited for. */
  async function refresh(): Promise<void> {
    const { editor } = get()
    if (editor === null) return
    controller.abort()
    const own = new AbortController()
    controller = own
    const { signal } = own
    change({ isWaiting: true, failure: null })
    try {
      const { base, changes } = editor
      const draft = await engine.draftModel({ base, changes }, { signal })
      if (signal.aborted) return
      const frozen = get().editor?.frozen ?? draft.frozen
      change({ draft, frozen, name: get().editor?.name ?? draft.name })
      await plan('planBefore', draft.before, { frozen: draft.frozen, signal })
      await plan('planAfter', draft.architecture, { frozen, signal })
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (!signal.aborted && failure.reason !== 'cancelled') change({ failure })
    } finally {
      if (!signal.aborted) change({ isWaiting: false })
    }
  }

  function refreshSoon(): void {
    clearTimeout(timer)
    change({ isWaiting: true })
    timer = setTimeout(() => void refresh(), PAUSE_MS)
  }

  /** One edit, which `undoEdit` takes back; typing into one field is one. */
  function edit(part: Partial<Pick<Editor, 'changes' | 'frozen'>>, key = ''): void {
    const { editor } = get()
    if (editor === null) return
    const { changes, frozen, past } = editor
    const now = Date.now()
    const goesOn = key !== '' && key === latest.key && now - latest.at < ONE_EDIT_MS
    latest = { key, at: now }
    change({ ...part, past: goesOn ? past : [...past, { changes, frozen }], anchors: null })
    refreshSoon()
  }

  /** The names of the draft's layers: those its tensors belong to. */
  function layerNames(): readonly string[] {
    return get().editor?.planAfter?.layers.map(({ name }) => name) ?? []
  }

  return {
    editor: null,
    asideEditor: null,

    openEditor: async (base) => {
      controller.abort()
      plans.clear()
      latest = { key: '', at: 0 }
      set({
        openModelId: null,
        asideEditor: null,
        editor: {
          ...{ base, changes: {}, frozen: null, name: null, draft: null },
          ...{ planBefore: null, planAfter: null, isWaiting: true, past: [] },
          ...{ anchors: null, saving: null, failure: null },
        },
      })
      await refresh()
    },
    closeEditor: () => {
      controller.abort()
      clearTimeout(timer)
      const { editor } = get()
      const isEdited = editor !== null && editor.past.length > 0 && editor.saving === null
      set({ editor: null, asideEditor: isEdited ? editor : null })
    },
    resumeEditor: async () => {
      const { asideEditor } = get()
      if (asideEditor === null) return
      set({ openModelId: null, editor: asideEditor, asideEditor: null })
      await refresh()
    },
    forgetAside: () => set({ asideEditor: null }),

    changeField: (key, value) => {
      const { editor } = get()
      if (editor !== null) edit({ changes: { ...editor.changes, [key]: value } }, key)
    },
    putBack: (key) => {
      const { editor } = get()
      if (editor === null) return
      if (key === undefined) edit({ changes: {}, frozen: editor.draft?.frozen ?? null })
      else edit({ changes: without(editor.changes, key) })
    },
    undoEdit: () => {
      const { editor } = get()
      const last = editor?.past.at(-1)
      if (editor === null || last === undefined) return
      latest = { key: '', at: 0 }
      change({ ...last, past: editor.past.slice(0, -1), anchors: null })
      refreshSoon()
    },

    freezeInDraft: (prefix, isFrozen) => {
      const frozen = get().editor?.frozen ?? []
      edit({ frozen: setFrozen(frozen, { prefix, isFrozen }, layerNames()) })
    },
    freezeStages: (count) => {
      const { editor } = get()
      const stages = editor?.draft?.stages ?? []
      const names = layerNames()
      const frozen = stages.reduce(
        (list, { prefixes }, i) =>
          prefixes.reduce(
            (own, prefix) => setFrozen(own, { prefix, isFrozen: i < count }, names),
            list,
          ),
        editor?.frozen ?? [],
      )
      edit({ frozen })
    },
    nameDraft: (name) => change({ name }),

    findAnchors: async (data) => {
      const architecture = get().editor?.draft?.architecture
      if (architecture === undefined) return
      try {
        change({ anchors: await engine.proposeAnchors({ architecture, data }), failure: null })
      } catch (thrown) {
        change({ failure: toFailure(thrown), anchors: null })
      }
    },
    takeAnchors: () => {
      const { editor } = get()
      if (editor === null || editor.anchors === null) return
      const { changes, anchors } = editor
      const { sizes, aspectRatios } = anchors
      edit({
        changes: { ...changes, 'anchors.sizes': sizes, 'anchors.aspectRatios': aspectRatios },
      })
    },

    saveDraft: async () => {
      const { editor } = get()
      if (editor === null || editor.saving !== null) return
      const { base, changes, name, frozen } = editor
      change({ saving: { text: 'Making the new model', fraction: null }, failure: null })
      try {
        const model = await engine.saveDraft(
          { base, changes, name: name ?? '', frozen: frozen ?? [] },
          { onProgress: (saving) => change({ saving }) },
        )
        await get().listModels()
        get().closeEditor()
        get().notify({
          tone: 'info',
          text: `“${model.name}” is among your models now.`,
          remedy: 'Train it, or segment with it.',
        })
        await get().openModel(model.id)
      } catch (thrown) {
        change({ failure: toFailure(thrown), saving: null })
      }
    },
  }
}

function without(changes: DraftChanges, key: string): DraftChanges {
  return Object.fromEntries(Object.entries(changes).filter(([own]) => own !== key))
}
