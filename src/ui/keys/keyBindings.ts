import type { StoreApi } from 'zustand'
import { filteredInstances } from '../../store/selectors.ts'
import type { Limn, Place, Tool } from '../../store/state.ts'
import { groupByClass } from '../classGroups.ts'
import { pickFiles } from '../intake/pickFiles.ts'
import { PLACES } from '../places.ts'
import type { StageCommands } from '../stage/stageCommands.ts'
import { stepSelection } from '../stage/stepSelection.ts'

export interface CommandContext {
  readonly store: StoreApi<Limn>
  readonly stage: StageCommands
}

export type KeyGroup = 'Places' | 'Tools' | 'Pictures' | 'Objects' | 'View' | 'Help'

/** One thing a person can do by key, by the command palette, or both. */
export interface KeyBinding {
  readonly id: string
  readonly group: KeyGroup
  readonly title: string
  /** Chords (see chord.ts), the one to show first. */
  readonly keys: readonly string[]
  /** Where it works; everywhere when left out. */
  readonly places?: readonly Place[]
  /** Whether it would do anything now; a key that would not is left to the browser. */
  readonly isPossible?: (state: Limn) => boolean
  readonly run: (context: CommandContext) => void
}

function tool(name: Tool, title: string, key: string): KeyBinding {
  return {
    id: `tool-${name}`,
    group: 'Tools',
    title,
    keys: [key],
    run: ({ store }) => store.getState().setTool(name),
  }
}

const hasPicture = (state: Limn): boolean => state.currentImageId !== null
const hasSelection = (state: Limn): boolean => state.selectedIds.length > 0

function onCurrent(act: (state: Limn, id: string) => void): KeyBinding['run'] {
  return ({ store }) => {
    const state = store.getState()
    if (state.currentImageId !== null) act(state, state.currentImageId)
  }
}

/** Along the filmstrip, or through the dataset whose image is on the stage. */
function step(state: Limn, delta: 1 | -1): void {
  if (state.labelling === null) state.stepImage(delta)
  else void state.stepLabelled(delta)
}

function act(run: (state: Limn) => void): KeyBinding['run'] {
  return ({ store }) => run(store.getState())
}

function classKey(digit: number): KeyBinding {
  const labelOf = (state: Limn): string | undefined =>
    groupByClass(filteredInstances(state, state.currentImageId))[digit - 1]?.label
  return {
    id: `class-${digit}`,
    group: 'Objects',
    title: `Give the selection class ${digit} of the list`,
    keys: [String(digit)],
    isPossible: (state) => hasSelection(state) && labelOf(state) !== undefined,
    run: act((state) => {
      const label = labelOf(state)
      if (label !== undefined) state.relabel(state.selectedIds, label)
    }),
  }
}

/** What works on the stage and its pictures. */
const STAGE_BINDINGS: readonly KeyBinding[] = [
  tool('select', 'Select', 'v'),
  tool('include', 'Add area: click what belongs to an object, or a new one', 'a'),
  tool('exclude', 'Remove area: click what does not belong', 'x'),
  tool('box', 'Box: drag one around an object', 'b'),
  tool('polygon', 'Polygon: click corner by corner', 'g'),
  tool('brush', 'Brush: draw on an object, or a new one', 'd'),
  tool('eraser', 'Eraser: take away from an object', 'r'),
  tool('pan', 'Pan: drag the picture', 'h'),

  {
    id: 'add-pictures',
    group: 'Pictures',
    title: 'Add pictures',
    keys: ['Mod+o'],
    run: ({ store }) => void pickFiles(store),
  },
  {
    id: 'add-folder',
    group: 'Pictures',
    title: 'Add a folder of pictures',
    keys: ['Mod+Shift+o'],
    run: ({ store }) => void pickFiles(store, { folder: true }),
  },
  {
    id: 'previous-picture',
    group: 'Pictures',
    title: 'Previous picture',
    keys: ['ArrowLeft'],
    isPossible: hasPicture,
    run: act((state) => step(state, -1)),
  },
  {
    id: 'next-picture',
    group: 'Pictures',
    title: 'Next picture',
    keys: ['ArrowRight'],
    isPossible: hasPicture,
    run: act((state) => step(state, 1)),
  },
  {
    id: 'segment',
    group: 'Pictures',
    title: 'Segment this picture again',
    keys: ['s'],
    isPossible: hasPicture,
    run: onCurrent((state, id) => state.segment([id])),
  },
  {
    id: 'segment-everything',
    group: 'Pictures',
    title: 'Segment everything in this picture',
    keys: ['Shift+s'],
    isPossible: hasPicture,
    run: onCurrent((state, id) => state.segmentEverything(id)),
  },
  {
    id: 'export',
    group: 'Pictures',
    title: 'Export',
    keys: ['e'],
    isPossible: hasPicture,
    run: act((state) => state.openDialog('export')),
  },
  {
    id: 'cancel-all',
    group: 'Pictures',
    title: 'Cancel everything that waits or runs',
    keys: [],
    isPossible: hasPicture,
    run: act((state) => state.cancelAll()),
  },

  {
    id: 'next-object',
    group: 'Objects',
    title: 'Select the next object',
    keys: ['n'],
    isPossible: hasPicture,
    run: ({ store }) => stepSelection(store, 1),
  },
  {
    id: 'previous-object',
    group: 'Objects',
    title: 'Select the previous object',
    keys: ['p'],
    isPossible: hasPicture,
    run: ({ store }) => stepSelection(store, -1),
  },
  {
    id: 'delete',
    group: 'Objects',
    title: 'Delete the selected objects',
    keys: ['Delete', 'Backspace'],
    isPossible: hasSelection,
    run: act((state) => state.deleteInstances(state.selectedIds)),
  },
  {
    id: 'merge',
    group: 'Objects',
    title: 'Merge the selected objects into one',
    keys: ['m'],
    isPossible: (state) => state.selectedIds.length > 1,
    run: act((state) => state.mergeInstances(state.selectedIds)),
  },
  {
    id: 'split',
    group: 'Objects',
    title: 'Split the selected objects into their separate pieces',
    keys: ['Shift+m'],
    isPossible: hasSelection,
    run: act((state) => state.splitInstances(state.selectedIds)),
  },
  {
    id: 'accept',
    group: 'Objects',
    title: 'Accept the selected proposals',
    keys: ['y'],
    isPossible: (state) =>
      (state.instances[state.currentImageId ?? ''] ?? []).some(
        ({ id, score }) => score !== null && state.selectedIds.includes(id),
      ),
    run: act((state) => state.acceptInstances(state.selectedIds)),
  },
  {
    id: 'duplicate-to-next',
    group: 'Objects',
    title: 'Copy the selected objects to the next picture',
    keys: ['Shift+d'],
    isPossible: hasSelection,
    run: act((state) => void state.duplicateToNext(state.selectedIds)),
  },
  {
    id: 'brush-smaller',
    group: 'Tools',
    title: 'Smaller brush',
    keys: ['['],
    isPossible: ({ tool }) => tool === 'brush' || tool === 'eraser',
    run: act(({ brushRadius, setBrushRadius }) => setBrushRadius(brushRadius / 1.25)),
  },
  {
    id: 'brush-larger',
    group: 'Tools',
    title: 'Larger brush',
    keys: [']'],
    isPossible: ({ tool }) => tool === 'brush' || tool === 'eraser',
    run: act(({ brushRadius, setBrushRadius }) => setBrushRadius(brushRadius * 1.25)),
  },
  {
    id: 'undo',
    group: 'Objects',
    title: 'Undo',
    keys: ['Mod+z'],
    isPossible: (state) => state.canUndo,
    run: act((state) => state.undo()),
  },
  {
    id: 'redo',
    group: 'Objects',
    title: 'Redo',
    keys: ['Mod+y', 'Mod+Shift+z'],
    isPossible: (state) => state.canRedo,
    run: act((state) => state.redo()),
  },
  {
    id: 'deselect',
    group: 'Objects',
    title: 'Select nothing, then back to the select tool',
    keys: ['Escape'],
    isPossible: (state) => hasSelection(state) || state.tool !== 'select',
    run: act((state) => {
      if (hasSelection(state)) state.selectInstance(null)
      else state.setTool('select')
    }),
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(classKey),

  {
    id: 'zoom-in',
    group: 'View',
    title: 'Zoom in',
    keys: ['+', '='],
    isPossible: hasPicture,
    run: ({ stage }) => stage.zoomIn(),
  },
  {
    id: 'zoom-out',
    group: 'View',
    title: 'Zoom out',
    keys: ['-'],
    isPossible: hasPicture,
    run: ({ stage }) => stage.zoomOut(),
  },
  {
    id: 'zoom-fit',
    group: 'View',
    title: 'Fit the picture into the window',
    keys: ['0'],
    isPossible: hasPicture,
    run: ({ stage }) => stage.fit(),
  },
  {
    id: 'zoom-actual',
    group: 'View',
    title: 'Show one picture pixel as one screen pixel',
    keys: ['z'],
    isPossible: hasPicture,
    run: ({ stage }) => stage.actualSize(),
  },
  {
    id: 'toggle-outlines',
    group: 'View',
    title: 'Outlines on or off',
    keys: ['o'],
    run: act(({ display, setDisplay }) => setDisplay({ outlines: !display.outlines })),
  },
  {
    id: 'toggle-boxes',
    group: 'View',
    title: 'Boxes on or off',
    keys: ['Shift+b'],
    run: act(({ display, setDisplay }) => setDisplay({ boxes: !display.boxes })),
  },
  {
    id: 'toggle-labels',
    group: 'View',
    title: 'Labels on or off',
    keys: ['l'],
    run: act(({ display, setDisplay }) => setDisplay({ labels: !display.labels })),
  },
  {
    id: 'show-all-classes',
    group: 'View',
    title: 'Show all classes',
    keys: [],
    isPossible: (state) => state.isolatedLabel !== null || state.hiddenLabels.length > 0,
    run: act((state) => {
      state.isolateLabel(null)
      for (const label of state.hiddenLabels) state.toggleLabel(label)
    }),
  },
]

const GENERAL_BINDINGS: readonly KeyBinding[] = [
  {
    id: 'theme-system',
    group: 'View',
    title: 'Colours as the system has them',
    keys: [],
    run: act((state) => state.setTheme('system')),
  },
  {
    id: 'theme-light',
    group: 'View',
    title: 'Light colours',
    keys: [],
    run: act((state) => state.setTheme('light')),
  },
  {
    id: 'theme-dark',
    group: 'View',
    title: 'Dark colours',
    keys: [],
    run: act((state) => state.setTheme('dark')),
  },

  {
    id: 'palette',
    group: 'Help',
    title: 'Find a command',
    keys: ['Mod+k'],
    run: act((state) => state.openDialog(state.dialog === 'palette' ? null : 'palette')),
  },
  {
    id: 'shortcuts',
    group: 'Help',
    title: 'Keyboard shortcuts',
    keys: ['?'],
    run: act((state) => state.openDialog(state.dialog === 'shortcuts' ? null : 'shortcuts')),
  },
  {
    id: 'engine',
    group: 'Help',
    title: 'What computes: WebGPU, WASM or CPU',
    keys: [],
    run: act((state) => state.openDialog('engine')),
  },
]

/** Whether a command works in the place where one is, and would do anything there. */
export function isPossible(binding: KeyBinding, state: Limn): boolean {
  if (binding.places !== undefined && !binding.places.includes(state.place)) return false
  // The Data place has the stage only while an image of a dataset is on it.
  const hasStage = state.place !== 'data' || state.labelling !== null
  if (binding.places === WITH_STAGE && !hasStage) return false
  return binding.isPossible?.(state) !== false
}

function placeBindings(): readonly KeyBinding[] {
  return PLACES.map(({ id, title }, index) => ({
    id: `place-${id}`,
    group: 'Places',
    title: `Go to ${title}`,
    keys: [`Alt+${index + 1}`],
    run: act((state) => state.setPlace(id)),
  }))
}

/** The places that have the stage. */
const WITH_STAGE: readonly Place[] = ['segment', 'data']

/** The one table of keys: the handler, the sheet and the palette are all made from it. */
export const KEY_BINDINGS: readonly KeyBinding[] = [
  ...placeBindings(),
  ...STAGE_BINDINGS.map((binding) => ({ places: WITH_STAGE, ...binding })),
  ...GENERAL_BINDINGS,
]

/** What the mouse and held keys do on the stage: for the sheet only, the stage itself listens. */
export const STAGE_GESTURES: readonly { readonly keys: string; readonly title: string }[] = [
  { keys: 'Wheel or pinch', title: 'Zoom at the pointer' },
  { keys: 'Hold Space and drag', title: 'Move the picture with any tool' },
  { keys: 'Shift + arrows', title: 'Move the picture' },
  { keys: 'Arrows, then Enter', title: 'Aim and click with the active tool' },
  { keys: 'Shift + click', title: 'Add to the selection' },
]
