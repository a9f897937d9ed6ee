import type { StoreApi } from 'zustand'
import type { ImagePoint } from '../../domain/image.ts'
import type { Tool } from '../../store/state.ts'
import type { GestureOptions } from './pointerGestures.ts'
import type { StageDraft } from './stageDraft.ts'
import { stepSelection } from './stepSelection.ts'
import { toImagePoint } from './viewTransform.ts'

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
/** Crosshair and pan steps, CSS pixels; with Shift the larger. */
const STEP_PX = 8
const BIG_STEP_PX = 48
const PAN_PX = 64
/** The crosshair stays this far inside the stage. */
const REVEAL_PX = 32

/** Where holding Space presses a button or types a blank instead of moving the picture. */
const SPACE_TAKERS = 'button, a, input, select, textarea, summary, [contenteditable], [role]'

const PLACING: readonly Tool[] = ['include', 'exclude', 'box', 'polygon', 'brush', 'eraser']

/**
 * The stage's own keys. While a tool that places things is active and the stage has focus, arrows move a crosshair and
 * Enter acts there; Shift and arrows pan otherwise; N and P walk through the objects; Space held turns every tool into
 * pan, wherever the focus is unless it is on a control. All other keys are the shell's. Returns how to stop.
 */
export function listenToKeys(
  { surface, store, view, actions }: GestureOptions,
  draft: StoreApi<StageDraft>,
): () => void {
  const stop = new AbortController()
  const { signal } = stop

  const isPlacing = (): boolean => PLACING.includes(store.getState().tool)

  function middleOfStage(): ImagePoint | null {
    const { frame, transform } = view.store.getState()
    if (frame === null || transform === null) return null
    const { width, height } = frame.stageSize
    return onPicture(toImagePoint(transform, { x: width / 2, y: height / 2 }))
  }

  function onPicture({ x, y }: ImagePoint): ImagePoint {
    const size = view.store.getState().frame?.imageSize ?? { width: 1, height: 1 }
    // The middle of a pixel, so that the last row and column can be reached and none is passed.
    const within = (value: number, length: number): number =>
      Math.min(Math.max(Math.floor(value), 0), length - 1) + 0.5
    return { x: within(x, size.width), y: within(y, size.height) }
  }

  function moveCrosshair([dx, dy]: readonly [number, number], isBig: boolean): void {
    const scale = view.store.getState().transform?.scale ?? 1
    const from = draft.getState().crosshair ?? middleOfStage()
    if (from === null) return
    const step = Math.max(1, Math.round((isBig ? BIG_STEP_PX : STEP_PX) / scale))
    const crosshair = onPicture({ x: from.x + dx * step, y: from.y + dy * step })
    draft.setState({ crosshair })
    const { boxAnchor } = draft.getState()
    if (boxAnchor !== null) actions.draftBox(boxAnchor, crosshair)
    if (actions.corners.isHolding()) actions.corners.move(crosshair)
    view.reveal(crosshair, REVEAL_PX)
  }

  function place(invert: boolean): void {
    const { crosshair, boxAnchor } = draft.getState()
    if (crosshair === null) {
      draft.setState({ crosshair: middleOfStage() })
    } else if (store.getState().tool !== 'box') {
      actions.act(crosshair, { extend: false, invert })
    } else if (boxAnchor === null) draft.setState({ boxAnchor: crosshair })
    else actions.finishBox()
  }

  /** Whether the key was the stage's. */
  function handle(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey) return false
    const arrow = ARROWS[event.key]
    if (arrow !== undefined && isPlacing()) {
      moveCrosshair(arrow, event.shiftKey)
      return true
    }
    if (arrow !== undefined && event.shiftKey) {
      view.pan(-arrow[0] * PAN_PX, -arrow[1] * PAN_PX)
      return true
    }
    if (store.getState().tool === 'polygon') {
      if (event.key === 'Backspace' && actions.removeCorner()) return true
      const isBusy = draft.getState().polygon.length > 0 || actions.corners.isHolding()
      if (event.key === 'Escape' && isBusy) {
        actions.cancelBox()
        return true
      }
      if (event.key === 'Enter' && event.shiftKey) {
        const { crosshair, polygon } = draft.getState()
        if (polygon.length > 0) actions.finishPolygon()
        else if (crosshair !== null) actions.corners.grabEdge(crosshair)
        return true
      }
    }
    if (event.key === 'Enter' && isPlacing()) {
      place(event.altKey)
      return true
    }
    if (event.key === 'Escape' && draft.getState().box !== null) {
      actions.cancelBox()
      return true
    }
    if (event.altKey || event.shiftKey || (event.key !== 'n' && event.key !== 'p')) return false
    stepSelection(store, event.key === 'n' ? 1 : -1)
    return true
  }

  surface.addEventListener(
    'keydown',
    (event) => {
      if (!handle(event)) return
      // The shell's table would take arrows for the filmstrip.
      event.preventDefault()
      event.stopPropagation()
    },
    { signal },
  )
  surface.addEventListener('blur', () => draft.setState({ crosshair: null }), { signal })
  surface.addEventListener('pointerdown', () => draft.setState({ crosshair: null }), { signal })

  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== ' ' || event.defaultPrevented) return
      const { target } = event
      const isTaken =
        target instanceof Element && target !== surface && target.closest(SPACE_TAKERS) !== null
      if (isTaken) return
      event.preventDefault()
      surface.dataset['space'] = 'held'
    },
    { signal },
  )
  const release = (): void => {
    delete surface.dataset['space']
  }
  window.addEventListener(
    'keyup',
    (event) => {
      if (event.key === ' ') release()
    },
    { signal },
  )
  window.addEventListener('blur', release, { signal })
  const stopTool = store.subscribe((now, before) => {
    if (now.tool === before.tool) return
    actions.cancelBox()
    if (!PLACING.includes(now.tool)) draft.setState({ crosshair: null })
  })
  return () => {
    stop.abort()
    stopTool()
  }
}
