import type { StoreApi } from 'zustand'
import type { Limn, Tool } from '../../store/state.ts'
import type { StageActions } from './stageActions.ts'
import type { StageView } from './stageView.ts'
import { toImagePoint, type StagePoint } from './viewTransform.ts'

export interface GestureOptions {
  /** The element that takes the pointer; its top left corner is the stage's. */
  readonly surface: HTMLElement
  readonly store: StoreApi<Limn>
  readonly view: StageView
  readonly actions: StageActions
}

/** A pointer that moved less than this did not move, CSS pixels. Fingers tremble more than mice. */
const SLOP_PX = { mouse: 4, pen: 6, touch: 10 }
const LONG_PRESS_MS = 500

interface Press {
  readonly start: StagePoint
  readonly isMouse: boolean
  /** What a drag does. */
  readonly drag: 'pan' | 'box' | 'stroke' | 'corner' | 'reshape' | 'bend'
  /** The corner of the polygon that is being dragged. */
  readonly corner: number
  /** Middle button or Space: a pan that never acts. */
  readonly actsOnRelease: boolean
  hasMoved: boolean
}

/**
 * Mouse, pen and fingers: a click or tap acts by the tool, a drag pans (or draws, with the box tool), two fingers pan
 * and zoom at once, a long press or the right button does the opposite. Returns how to stop.
 */
export function listenToPointers({ surface, store, view, actions }: GestureOptions): () => void {
  const pointers = new Map<number, StagePoint>()
  let press: Press | null = null
  let longPress: ReturnType<typeof setTimeout> | undefined
  const stop = new AbortController()
  const { signal } = stop

  const stagePointOf = (event: MouseEvent): StagePoint => {
    const { left, top } = surface.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }

  function actAt(stagePoint: StagePoint, extend: boolean, invert: boolean): void {
    const { transform } = view.store.getState()
    if (transform !== null) actions.act(toImagePoint(transform, stagePoint), { extend, invert })
  }

  function endPress(): void {
    clearTimeout(longPress)
    press = null
    delete surface.dataset['panning']
  }

  function onDown(event: PointerEvent): void {
    const isPan = event.button === 1 || (event.button === 0 && surface.dataset['space'] === 'held')
    if (event.button !== 0 && !isPan) return
    surface.setPointerCapture(event.pointerId)
    const start = stagePointOf(event)
    pointers.set(event.pointerId, start)
    if (pointers.size > 1) {
      // The second finger turns whatever began into a pinch.
      actions.cancelBox()
      endPress()
      return
    }
    const isMouse = event.pointerType === 'mouse'
    const { tool } = store.getState()
    const { transform } = view.store.getState()
    const imagePoint =
      tool === 'polygon' && transform !== null ? toImagePoint(transform, start) : null
    const corner = imagePoint === null ? -1 : actions.cornerAt(imagePoint)
    // A corner that was picked up by an earlier click is put down by this one.
    const canReshape =
      imagePoint !== null && !isPan && !event.altKey && !actions.corners.isHolding()
    const reshape = !canReshape
      ? null
      : actions.corners.grab(imagePoint)
        ? 'reshape'
        : actions.corners.grabEdge(imagePoint)
          ? 'bend'
          : null
    press = {
      start,
      isMouse,
      drag: isPan ? 'pan' : (reshape ?? dragOf(tool, corner)),
      corner,
      actsOnRelease: !isPan,
      hasMoved: false,
    }
    if (isPan || tool === 'pan') surface.dataset['panning'] = ''
    if (!isMouse && !isPan) {
      longPress = setTimeout(() => {
        if (press === null || press.hasMoved) return
        endPress()
        actAt(start, true, true)
      }, LONG_PRESS_MS)
    }
  }

  function onMove(event: PointerEvent): void {
    const now = stagePointOf(event)
    const before = pointers.get(event.pointerId)
    if (before === undefined) {
      if (event.pointerType !== 'touch') actions.hover(now)
      return
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
    pointers.set(event.pointerId, now)
    if (other !== undefined) {
      view.pinch([before, other], [now, other])
    } else if (press !== null) drag(press, before, now, event)
  }

  function drag(current: Press, before: StagePoint, now: StagePoint, event: PointerEvent): void {
    const distance = Math.hypot(now.x - current.start.x, now.y - current.start.y)
    let from = before
    if (!current.hasMoved) {
      // A brush that waited for the threshold would start every fine stroke too late.
      if (current.drag !== 'stroke' && distance < slopOf(event.pointerType)) return
      current.hasMoved = true
      clearTimeout(longPress)
      actions.hover(null)
      // Nothing of the move is lost to the threshold.
      from = current.start
    }
    const { transform } = view.store.getState()
    if (transform === null) return
    if (current.drag === 'stroke') {
      if (from === current.start) actions.draftStroke(toImagePoint(transform, current.start))
      actions.draftStroke(toImagePoint(transform, now))
    } else if (current.drag === 'corner') {
      actions.moveCorner(current.corner, toImagePoint(transform, now))
    } else if (current.drag === 'reshape' || current.drag === 'bend') {
      actions.corners.move(toImagePoint(transform, now))
    } else if (current.drag === 'box') {
      actions.draftBox(toImagePoint(transform, current.start), toImagePoint(transform, now))
    } else {
      surface.dataset['panning'] = ''
      view.pan(now.x - from.x, now.y - from.y)
    }
  }

  function onUp(event: PointerEvent): void {
    if (!pointers.delete(event.pointerId)) return
    const current = press
    endPress()
    if (current === null || pointers.size > 0) return
    if (current.hasMoved && current.drag === 'box') actions.finishBox()
    if (current.hasMoved && current.drag === 'stroke') actions.finishStroke()
    const isReshaping = current.drag === 'reshape' || current.drag === 'bend'
    if (isReshaping && current.hasMoved) actions.corners.drop()
    // A corner that was clicked stays in the hand until the next click; a click on an edge begins a polygon.
    if (current.drag === 'bend') actions.corners.cancel()
    if (!current.hasMoved && current.actsOnRelease && current.drag !== 'reshape') {
      actAt(stagePointOf(event), event.shiftKey, event.altKey)
    }
    if (current.isMouse) actions.hover(stagePointOf(event))
  }

  function onCancel(event: PointerEvent): void {
    pointers.delete(event.pointerId)
    actions.cancelBox()
    endPress()
  }

  function onContextMenu(event: MouseEvent): void {
    const { tool } = store.getState()
    if (tool !== 'include' && tool !== 'exclude') return
    event.preventDefault()
    // A long touch asks for the menu too; its act has been done by then.
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch'
    if (!isTouch) actAt(stagePointOf(event), event.shiftKey, true)
  }

  function onDoubleClick(event: MouseEvent): void {
    const { tool } = store.getState()
    if (event.button === 0 && tool === 'polygon') actions.finishPolygon()
    if (event.button !== 0 || (tool !== 'select' && tool !== 'pan')) return
    if (view.store.getState().isFitted) view.actualSize(stagePointOf(event))
    else view.fit()
  }

  surface.addEventListener('pointerdown', onDown, { signal })
  surface.addEventListener('pointermove', onMove, { signal })
  surface.addEventListener('pointerup', onUp, { signal })
  surface.addEventListener('pointercancel', onCancel, { signal })
  surface.addEventListener('pointerleave', () => actions.hover(null), { signal })
  surface.addEventListener('contextmenu', onContextMenu, { signal })
  surface.addEventListener('dblclick', onDoubleClick, { signal })
  // The middle button would start the browser's own scrolling, and on Linux paste.
  for (const type of ['mousedown', 'mouseup', 'auxclick'] as const) {
    surface.addEventListener(type, preventOnMiddle, { signal })
  }
  return () => {
    endPress()
    stop.abort()
  }
}

function dragOf(tool: Tool, corner: number): Press['drag'] {
  if (tool === 'box') return 'box'
  if (tool === 'brush' || tool === 'eraser') return 'stroke'
  return corner >= 0 ? 'corner' : 'pan'
}

function slopOf(pointerType: string): number {
  return pointerType === 'touch' || pointerType === 'pen' ? SLOP_PX[pointerType] : SLOP_PX.mouse
}

function preventOnMiddle(event: MouseEvent): void {
  if (event.button === 1) event.preventDefault()
}
