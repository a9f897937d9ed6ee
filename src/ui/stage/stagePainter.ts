import type { StoreApi } from 'zustand'
import { classColour } from '../../domain/classColour.ts'
import { imageColours } from '../../store/imageColours.ts'
import { currentImage, visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { paintHighlights } from '../overlay/paintHighlights.ts'
import type { Scene } from '../overlay/paintInstances.ts'
import type { Projection } from '../overlay/paintMask.ts'
import { highlightsOf, isNothing } from './highlightsOf.ts'
import { paintPicture } from './picture.ts'
import type { PictureSource } from './pictureSource.ts'
import { createSceneLayer } from './sceneLayer.ts'
import { context2d, fitCanvas } from './stageCanvas.ts'
import type { StageDraft } from './stageDraft.ts'
import type { StageView } from './stageView.ts'

export interface StageCanvases {
  readonly picture: HTMLCanvasElement
  /** Two that take turns, in an element of their own. */
  readonly scene: readonly [HTMLCanvasElement, HTMLCanvasElement]
  readonly highlights: HTMLCanvasElement
}

export interface StagePainterOptions {
  readonly surface: HTMLElement
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
 * Keeps three layers up to date: the picture, the scene (all objects) and the highlights (what is pointed at). Each is
 * painted only when what it shows has changed, all in one animation frame. Returns how to stop.
 */
export function startStagePainter(options: StagePainterOptions): () => void {
  const { surface, canvases, store, view, draft, pictures } = options
  const contexts = {
    picture: context2d(canvases.picture),
    highlights: context2d(canvases.highlights),
  }
  const sceneLayer = createSceneLayer(canvases.scene)
  const dirty = { picture: true, scene: true, highlights: true }
  let frameRequest = 0
  let settleTimer: ReturnType<typeof setTimeout> | undefined
  let isMoving = false
  let isHighlightsEmpty = false
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
    if (fitCanvas(canvases.picture, stageSize, pixelRatio)) dirty.picture = true
    if (fitCanvas(canvases.highlights, stageSize, pixelRatio)) dirty.highlights = true
    const colours = imageColours(state, image.id)
    const scene: Scene = {
      instances: visibleInstances(state, image.id),
      display: state.display,
      colourOf: (label) => colours[label] ?? classColour(label),
    }
    if (dirty.picture) {
      paintPicture(contexts.picture, pictures.current(image), imageSize, projection, isMoving)
    }
    const chips = sceneLayer.chips()
    const hasMoreToPaint = dirty.scene && sceneLayer.update(scene, projection, isMoving, now)
    // Chips of hovered and selected objects sit where the scene has put them.
    if (sceneLayer.chips() !== chips) dirty.highlights = true
    const highlights = highlightsOf(state, draft.getState(), scene.instances, phaseAt(now))
    if (dirty.highlights) {
      surface.dataset['dimmed'] = String(highlights.hoveredId !== null)
      const isEmpty = isNothing(highlights)
      if (!isEmpty || !isHighlightsEmpty) {
        paintHighlights(contexts.highlights, scene, highlights, projection, sceneLayer.chips())
      }
      isHighlightsEmpty = isEmpty
    }
    dirty.picture = dirty.scene = dirty.highlights = false
    if (hasMoreToPaint) request('scene')
    if (highlights.pending !== null && !reducedMotion.matches) request('highlights')
  }

  function phaseAt(now: number): number {
    return reducedMotion.matches ? 0.4 : (now % PULSE_MS) / PULSE_MS
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
        sceneLayer.forget()
        request('picture', 'scene', 'highlights')
      } else if (now.transform !== before.transform) noteMovement()
    }),
    store.subscribe((now, before) => {
      if (now.currentImageId !== before.currentImageId) request('picture', 'scene', 'highlights')
      if (hasOtherScene(now, before)) request('scene', 'highlights')
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

/** Whether other objects are to be drawn, or otherwise. */
function hasOtherScene(now: Limn, before: Limn): boolean {
  const id = now.currentImageId
  return (
    (id !== null && now.instances[id] !== before.instances[id]) ||
    now.filter !== before.filter ||
    now.hiddenLabels !== before.hiddenLabels ||
    now.isolatedLabel !== before.isolatedLabel ||
    now.display !== before.display
  )
}
