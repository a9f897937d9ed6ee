import type { StageView } from './stageView.ts'
import type { StagePoint } from './viewTransform.ts'

/** Wheel lines and pages in pixels, as browsers scroll them. */
const LINE_PX = 16
const PAGE_PX = 400
/** Zoom per wheel pixel: a notch of 100 px is a step of a quarter. */
const ZOOM_PER_PX = 0.0022
/** A pinch on a trackpad arrives as small ctrl-wheel steps. */
const ZOOM_PER_PINCH_PX = 0.01
/** Wheel events closer than this belong to one movement of the hand. */
const SAME_MOVE_MS = 250

type WheelLike = Pick<
  WheelEvent,
  'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'metaKey' | 'shiftKey'
>

/**
 * Whether a wheel event comes from two fingers on a trackpad, which means panning, and not from the wheel of a mouse,
 * which means zooming. Nothing in the event says so: trackpads move in small whole pixels and sideways, wheels in lines
 * or in notches.
 */
export function isTrackpadScroll({ deltaX, deltaY, deltaMode }: WheelLike): boolean {
  if (deltaMode !== 0) return false
  if (deltaX !== 0 && deltaY !== 0) return true
  const delta = Math.abs(deltaX) + Math.abs(deltaY)
  return Number.isInteger(delta) && delta < 40
}

/** Zoom factor of a wheel event. */
export function wheelFactor(event: WheelLike): number {
  const pixels = event.deltaY * unitOf(event)
  const isPinch = event.ctrlKey && Math.abs(pixels) < 40
  return Math.exp(-pixels * (isPinch ? ZOOM_PER_PINCH_PX : ZOOM_PER_PX))
}

function unitOf({ deltaMode }: WheelLike): number {
  return deltaMode === 1 ? LINE_PX : deltaMode === 2 ? PAGE_PX : 1
}

/**
 * Wheel, trackpad and Safari's own pinch events. A plain wheel goes to `takesWheel` first: a brush takes it for its
 * size. Returns how to stop.
 */
export function listenToWheel(
  surface: HTMLElement,
  view: StageView,
  takesWheel: (factor: number) => boolean = () => false,
): () => void {
  const stop = new AbortController()
  const options = { signal: stop.signal, passive: false }
  let lastAt = -Infinity
  let wasTrackpad = false
  let pinchScale = 1

  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): StagePoint => {
    const { left, top } = surface.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }

  surface.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey
      if (isPlain && takesWheel(wheelFactor(event))) return
      const isSameMove = event.timeStamp - lastAt < SAME_MOVE_MS
      wasTrackpad = isSameMove && wasTrackpad ? true : isTrackpadScroll(event)
      lastAt = event.timeStamp
      if (event.ctrlKey || event.metaKey) view.zoomAt(pointOf(event), wheelFactor(event))
      else if (event.shiftKey || wasTrackpad) {
        // Browsers that turn Shift + wheel sideways by themselves report deltaX.
        const isTurned = event.shiftKey && event.deltaX === 0
        const unit = unitOf(event)
        if (isTurned) view.pan(-event.deltaY * unit, 0)
        else view.pan(-event.deltaX * unit, -event.deltaY * unit)
      } else view.zoomAt(pointOf(event), wheelFactor(event))
    },
    options,
  )
  const onGesture = (event: Event): void => {
    event.preventDefault()
    const isPinch = 'scale' in event && 'clientX' in event && 'clientY' in event
    if (!isPinch) return
    const { scale, clientX, clientY } = event
    if (typeof scale !== 'number' || typeof clientX !== 'number' || typeof clientY !== 'number') {
      return
    }
    if (event.type === 'gesturestart') pinchScale = 1
    view.zoomAt(pointOf({ clientX, clientY }), scale / pinchScale)
    pinchScale = scale
  }
  // On touch screens Safari sends these beside the pointer events that already pinch.
  if (navigator.maxTouchPoints === 0) {
    surface.addEventListener('gesturestart', onGesture, options)
    surface.addEventListener('gesturechange', onGesture, options)
  }
  return () => stop.abort()
}
