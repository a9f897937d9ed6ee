import type { StoreApi } from 'zustand'
import type { Box } from '../../domain/box.ts'
import { classColour } from '../../domain/classColour.ts'
import type { InstanceId } from '../../domain/instance.ts'
import { imageColours } from '../../store/imageColours.ts'
import { currentImage, visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { paintHighlights } from '../overlay/paintHighlights.ts'
import { paintInstances, type PaintedScene, type Scene } from '../overlay/paintInstances.ts'
import type { Projection } from '../overlay/paintMask.ts'
import { highlightsOf } from './highlightsOf.ts'
import { mayMoveScene, movedSceneCss, OVERSCAN_PX, type PaintedView } from './movedScene.ts'
import { paintPicture } from './picture.ts'
import type { PictureSource } from './pictureSource.ts'
import type { StageDraft } from './stageDraft.ts'
import type { StageView } from './stageView.ts'
import type { StageSize } from './viewTransform.ts'

export interface StageCanvases {
  readonly picture: HTMLCanvasElement
  readonly scene: HTMLCanvasElement
  readonly highlights: HTMLCanvasElement
}

export interface StagePainterOptions {
  readonly canvases: StageCanvases
  readonly store: StoreApi<Limn>
  readonly view: StageView
  readonly draft: StoreApi<StageDraft>
  readonly pictures: PictureSource
}

/** A gesture is over when the view has stood still this long. */
const SETTLE_MS = 140
const PULSE_MS = 1100

/**
 * Keeps three canvases up to date: the picture, the scene (all objects) and the highlights (what is pointed at). Each is
 * painted only when what it shows has changed, all in one animation frame. While the view moves, a scene that is too
 * heavy to paint on every frame is moved as a bitmap and painted anew when the view rests. Returns how to stop.
 */
export function startStagePainter(options: StagePainterOptions): () => void {
  const { canvases, store, view, draft, pictures } = options
  const contexts = {
    picture: context2d(canvases.picture),
    scene: context2d(canvases.scene),
    highlights: context2d(canvases.highlights),
  }
  const dirty = { picture: true, scene: true, highlights: true }
  let frameRequest = 0
  let settleTimer: ReturnType<typeof setTimeout> | undefined
  let isMoving = false
  let painted: (PaintedScene & PaintedView & { readonly scene: Scene }) | null = null
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

  function request(...layers: readonly (keyof typeof dirty)[]): void {
    for (const layer of layers) dirty[layer] = true
    if (frameRequest === 0) frameRequest = requestAnimationFrame(paint)
  }

  function paint(now: number): void {
    frameRequest = 0
    const { frame, transform } = view.store.getState()
    const state = store.getState()
    const image = currentImage(state)
    if (frame === null || transform === null || image === null) return
    const { stageSize, imageSize } = frame
    const pixelRatio = window.devicePixelRatio
    const projection: Projection = { view: transform, stageSize, marginPx: 0, pixelRatio }
    if (fitCanvases(canvases, stageSize, pixelRatio)) {
      dirty.picture = dirty.scene = dirty.highlights = true
    }
    const colours = imageColours(state, image.id)
    const scene: Scene = {
      instances: visibleInstances(state, image.id),
      display: state.display,
      colourOf: (label) => colours[label] ?? classColour(label),
    }
    if (dirty.picture) {
      paintPicture(contexts.picture, pictures.current(image), imageSize, projection, isMoving)
    }
    if (dirty.scene) drawScene(scene, { ...projection, marginPx: OVERSCAN_PX }, now)
    const highlights = highlightsOf(state, draft.getState(), scene.instances, phaseAt(now))
    if (dirty.highlights) {
      canvases.scene.dataset['dimmed'] = String(highlights.hoveredId !== null)
      const chips = painted?.chips ?? new Map<InstanceId, Box>()
      paintHighlights(contexts.highlights, scene, highlights, projection, chips)
    }
    dirty.picture = dirty.scene = dirty.highlights = false
    if (highlights.pending !== null && !reducedMotion.matches) request('highlights')
  }

  function phaseAt(now: number): number {
    return reducedMotion.matches ? 0.4 : (now % PULSE_MS) / PULSE_MS
  }

  function drawScene(scene: Scene, projection: Projection, now: number): void {
    const { style } = canvases.scene
    const isSame =
      painted?.scene.instances === scene.instances && painted.scene.display === scene.display
    if (isMoving && painted !== null && isSame && mayMoveScene(painted, projection, now)) {
      style.transform = movedSceneCss(painted.projection.view, projection.view)
      return
    }
    style.transform = ''
    const before = performance.now()
    const result = paintInstances(contexts.scene, scene, projection)
    const paintMs = performance.now() - before
    painted = { ...result, scene, projection, paintMs, paintedAt: now }
    // Chips of hovered and selected objects sit where the scene has put them.
    dirty.highlights = true
  }

  function noteMovement(): void {
    isMoving = true
    clearTimeout(settleTimer)
    settleTimer = setTimeout(() => {
      isMoving = false
      request('picture', 'scene', 'highlights')
    }, SETTLE_MS)
    request('picture', 'scene', 'highlights')
  }

  const stops = [
    view.store.subscribe((now, before) => {
      if (now.imageId !== before.imageId) {
        painted = null
        request('picture', 'scene', 'highlights')
      } else if (now.transform !== before.transform) noteMovement()
    }),
    store.subscribe((now, before) => {
      const id = now.currentImageId
      if (id !== before.currentImageId) request('picture', 'scene', 'highlights')
      if (
        visibleInstances(now, id) !== painted?.scene.instances ||
        now.display !== before.display
      ) {
        request('scene', 'highlights')
      }
      if (
        now.hoveredId !== before.hoveredId ||
        now.selectedIds !== before.selectedIds ||
        now.pendingPrompt !== before.pendingPrompt
      ) {
        request('highlights')
      }
    }),
    draft.subscribe(() => request('highlights')),
    pictures.onArrival(() => request('picture')),
  ]
  request('picture', 'scene', 'highlights')

  return () => {
    for (const stop of stops) stop()
    cancelAnimationFrame(frameRequest)
    clearTimeout(settleTimer)
  }
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser gives no 2D canvas.')
  return context
}

/** Gives each canvas one pixel per device pixel; true when one changed (and so was cleared). */
function fitCanvases(canvases: StageCanvases, size: StageSize, pixelRatio: number): boolean {
  const overscanned = {
    width: size.width + 2 * OVERSCAN_PX,
    height: size.height + 2 * OVERSCAN_PX,
  }
  return [
    fitCanvas(canvases.picture, size, pixelRatio),
    fitCanvas(canvases.scene, overscanned, pixelRatio),
    fitCanvas(canvases.highlights, size, pixelRatio),
  ].includes(true)
}

function fitCanvas(canvas: HTMLCanvasElement, css: StageSize, pixelRatio: number): boolean {
  const width = Math.round(css.width * pixelRatio)
  const height = Math.round(css.height * pixelRatio)
  if (canvas.width === width && canvas.height === height) return false
  canvas.width = width
  canvas.height = height
  canvas.style.width = `${css.width}px`
  canvas.style.height = `${css.height}px`
  return true
}
