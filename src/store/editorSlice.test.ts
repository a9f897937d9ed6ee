import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unusedDatasets } from '../../tools/testing/unusedDatasets.ts'
import { UNUSED_METRICS } from '../../tools/testing/unusedMetrics.ts'
import type { LibraryModel } from '../domain/libraryModel.ts'
import type { DraftChanges, ModelDraft } from '../domain/modelDraft.ts'
import type { ModelPlan } from '../domain/modelPlan.ts'
import { ENGINE_METHODS } from '../workers/engineClient.ts'
import type { EngineMethods, MediaMethods } from '../workers/protocol.ts'
import { clientOf, type MethodNames } from '../workers/rpc.ts'
import { createLimnStore } from './limnStore.ts'

const BASE = { kind: 'library', modelId: 'pets' } as const
const LAYERS = ['body.conv1', 'body.layer1', 'body.layer2', 'head']

function draftOf(changes: DraftChanges): ModelDraft {
  return {
    family: 'mask-rcnn',
    name: 'Pets, edited',
    groups: [],
    before: { width: 1 },
    architecture: { width: 1, ...changes },
    stages: [
      { title: 'Stem', prefixes: ['body.conv1'] },
      { title: 'Stage 1', prefixes: ['body.layer1'] },
      { title: 'Stage 2', prefixes: ['body.layer2'] },
    ],
    frozen: ['body.conv1'],
    carry: null,
  }
}

const PLAN: ModelPlan = {
  picture: { width: 64, height: 64 },
  layers: LAYERS.map((name) => ({
    ...{ name, kind: 'convolution', output: [8, 8, 4] },
    ...{ parameters: 10, trainable: 10, macs: 640, outputBytes: 1024 },
  })),
  ...{ parameters: 40, trainable: 40, macs: 2560 },
  memory: { weights: 160, inference: 5000, training: { fixed: 500, perPicture: 9000 } },
}

/** A store whose engine drafts at once and keeps what it was asked. */
function setUp() {
  const unused = () => Promise.reject(new Error('not in this spec'))
  const drafted: DraftChanges[] = []
  const planned: unknown[] = []
  const saved: Parameters<ReturnType<typeof clientOf<EngineMethods>>['saveDraft']>[0][] = []
  const model: LibraryModel = {
    ...{ id: 'new', name: 'Pets, edited', family: 'mask-rcnn', architecture: {}, classes: [] },
    ...{ parameters: 40, createdAt: 0, sha256: '', bytes: 160 },
    origin: { kind: 'edited', from: 'Pets' },
  }
  const store = createLimnStore({
    engine: {
      ...clientOf<EngineMethods>(ENGINE_METHODS, unused),
      draftModel: ({ changes }) => {
        drafted.push(changes)
        return Promise.resolve(draftOf(changes))
      },
      planModel: (request) => {
        planned.push(request)
        return Promise.resolve(PLAN)
      },
      saveDraft: (request) => {
        saved.push(request)
        return Promise.resolve(model)
      },
      listModels: () => Promise.resolve([model]),
      inspectModel: () => Promise.resolve([]),
    },
    datasets: unusedDatasets,
    media: clientOf<MediaMethods>({} as MethodNames<MediaMethods>, unused),
    metrics: UNUSED_METRICS,
    baseUrl: '/',
  })
  const editor = () => {
    const { editor: open } = store.getState()
    if (open === null) throw new Error('The editor is closed.')
    return open
  }
  return { store, editor, drafted, planned, saved }
}

describe('the editor', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const settle = () => vi.advanceTimersByTimeAsync(5000)

  it('begins with what the base is and costs, and with its frozen layers', async () => {
    const { store, editor, planned } = setUp()
    await store.getState().openEditor(BASE)
    expect(editor()).toMatchObject({
      ...{ name: 'Pets, edited', frozen: ['body.conv1'], isWaiting: false, past: [] },
      ...{ planBefore: PLAN, planAfter: PLAN },
    })
    expect(planned[0]).toEqual({ architecture: { width: 1 }, frozen: ['body.conv1'] })
  })

  it('asks once for what is typed without a pause, and plans the base once', async () => {
    const { store, editor, drafted, planned } = setUp()
    await store.getState().openEditor(BASE)
    for (const width of [4, 48, 480]) store.getState().changeField('width', width)
    expect(editor().isWaiting).toBe(true)
    await settle()
    expect(drafted).toEqual([{}, { width: 480 }])
    expect(planned.slice(1)).toEqual([{ architecture: { width: 480 }, frozen: ['body.conv1'] }])
    expect(editor().isWaiting).toBe(false)
  })

  it('takes typing into one field back as one edit, and a field by itself', async () => {
    const { store, editor } = setUp()
    await store.getState().openEditor(BASE)
    const { changeField, undoEdit, putBack } = store.getState()
    changeField('width', 4)
    changeField('width', 48)
    await settle()
    changeField('depth', 3)
    expect(editor().past).toHaveLength(2)
    undoEdit()
    expect(editor().changes).toEqual({ width: 48 })
    changeField('depth', 4)
    putBack('width')
    expect(editor().changes).toEqual({ depth: 4 })
    undoEdit()
    undoEdit()
    undoEdit()
    expect(editor().changes).toEqual({})
    undoEdit()
    expect(editor().changes).toEqual({})
  })

  it('freezes layers by prefix and stages from the first, and puts all back', async () => {
    const { store, editor } = setUp()
    await store.getState().openEditor(BASE)
    const { freezeInDraft, freezeStages, putBack } = store.getState()
    freezeInDraft('head', true)
    expect(editor().frozen).toEqual(['body.conv1', 'head'])
    freezeStages(3)
    expect(editor().frozen).toEqual(['body', 'head'])
    freezeInDraft('body.layer1', false)
    expect(editor().frozen).toEqual(['body.conv1', 'body.layer2', 'head'])
    freezeStages(0)
    expect(editor().frozen).toEqual(['head'])
    putBack()
    expect(editor().frozen).toEqual(['body.conv1'])
  })

  it('puts edits aside when it is left, and nothing when there were none', async () => {
    const { store, editor } = setUp()
    await store.getState().openEditor(BASE)
    store.getState().closeEditor()
    expect(store.getState().asideEditor).toBeNull()
    await store.getState().openEditor(BASE)
    store.getState().changeField('width', 48)
    store.getState().closeEditor()
    expect(store.getState().editor).toBeNull()
    await store.getState().resumeEditor()
    expect(editor().changes).toEqual({ width: 48 })
    expect(store.getState().asideEditor).toBeNull()
  })

  it('saves the draft under its name and opens what it became', async () => {
    const { store, saved } = setUp()
    vi.stubGlobal('fetch', () => Promise.reject(new Error('No cards in this spec.')))
    await store.getState().openEditor(BASE)
    store.getState().changeField('width', 48)
    store.getState().nameDraft('Better pets')
    await settle()
    await store.getState().saveDraft()
    expect(saved).toEqual([
      { base: BASE, changes: { width: 48 }, name: 'Better pets', frozen: ['body.conv1'] },
    ])
    expect(store.getState()).toMatchObject({ editor: null, asideEditor: null, openModelId: 'new' })
    vi.unstubAllGlobals()
  })
})
