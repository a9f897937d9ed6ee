import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ImageId, ImagePoint, ImageSize } from '../../domain/image.ts'
import {
  fitView,
  keepCentre,
  limitView,
  nextScaleStep,
  panBy,
  pinchView,
  revealPoint,
  zoomAbout,
  type Insets,
  type StagePoint,
  type StageSize,
  type ViewFrame,
  type ViewTransform,
} from './viewTransform.ts'

export interface StageViewState {
  readonly imageId: ImageId | null
  /** Null until the picture's size and the stage's size are known. */
  readonly frame: ViewFrame | null
  readonly transform: ViewTransform | null
  /** The picture is fitted and stays so when the stage is resized. */
  readonly isFitted: boolean
}

export interface StageView {
  readonly store: StoreApi<StageViewState>
  /** Turns to a picture: fitted when first shown, else as it was left. */
  showPicture(imageId: ImageId, imageSize: ImageSize): void
  /** The stage was laid out anew. */
  resizeStage(stageSize: StageSize): void
  zoomAt(stagePoint: StagePoint, factor: number): void
  /** One step in (1) or out (-1) about the middle of the stage. */
  zoomStep(direction: 1 | -1): void
  pan(deltaX: number, deltaY: number): void
  pinch(before: readonly [StagePoint, StagePoint], after: readonly [StagePoint, StagePoint]): void
  fit(): void
  /** One image pixel per CSS pixel, about the middle of the stage or a given point. */
  actualSize(about?: StagePoint): void
  reveal(imagePoint: ImagePoint, marginPx: number): void
}

interface KeptView {
  readonly transform: ViewTransform
  readonly stageSize: StageSize
}

const NARROW_STAGE_PX = 560

/** What the toolbar at the bottom and some air around the picture take. */
export function insetsFor({ width }: StageSize): Insets {
  return width < NARROW_STAGE_PX
    ? { top: 8, right: 8, bottom: 68, left: 8 }
    : { top: 20, right: 20, bottom: 76, left: 20 }
}

/** Where the person looks. Kept for each picture as long as the tab lives; no part of undo. */
export function createStageView(): StageView {
  const kept = new Map<ImageId, KeptView>()
  let stageSize: StageSize | null = null
  let imageSize: ImageSize | null = null

  const store = createStore<StageViewState>(() => ({
    imageId: null,
    frame: null,
    transform: null,
    isFitted: true,
  }))

  function makeFrame(): ViewFrame | null {
    if (stageSize === null || imageSize === null) return null
    return { imageSize, stageSize, insets: insetsFor(stageSize) }
  }

  function settle(frame: ViewFrame, transform: ViewTransform, isFitted: boolean): void {
    const { imageId } = store.getState()
    store.setState({ frame, transform, isFitted })
    if (imageId === null) return
    if (isFitted) kept.delete(imageId)
    else kept.set(imageId, { transform, stageSize: frame.stageSize })
  }

  /** Runs a change of the view where there is one. */
  function change(next: (view: ViewTransform, frame: ViewFrame) => ViewTransform): void {
    const { frame, transform } = store.getState()
    if (frame !== null && transform !== null) settle(frame, next(transform, frame), false)
  }

  function restore(): void {
    const frame = makeFrame()
    const { imageId } = store.getState()
    if (frame === null || imageId === null) return
    const last = kept.get(imageId)
    if (last === undefined) settle(frame, fitView(frame), true)
    else settle(frame, keepCentre(last.transform, last.stageSize, frame), false)
  }

  const middle = (frame: ViewFrame): StagePoint => ({
    x: frame.stageSize.width / 2,
    y: frame.stageSize.height / 2,
  })

  return {
    store,
    showPicture(imageId, size) {
      const isSame =
        store.getState().imageId === imageId &&
        imageSize?.width === size.width &&
        imageSize.height === size.height
      if (isSame) return
      imageSize = size
      store.setState({ imageId })
      restore()
    },
    resizeStage(size) {
      if (size.width === stageSize?.width && size.height === stageSize.height) return
      if (size.width < 1 || size.height < 1) return
      stageSize = size
      restore()
    },
    zoomAt: (stagePoint, factor) =>
      change((view, frame) => zoomAbout(view, frame, stagePoint, factor)),
    zoomStep: (direction) =>
      change((view, frame) =>
        zoomAbout(view, frame, middle(frame), nextScaleStep(view.scale, direction) / view.scale),
      ),
    pan: (deltaX, deltaY) => change((view, frame) => panBy(view, frame, deltaX, deltaY)),
    pinch: (before, after) => change((view, frame) => pinchView(view, frame, before, after)),
    fit() {
      const { frame } = store.getState()
      if (frame !== null) settle(frame, fitView(frame), true)
    },
    actualSize: (about) =>
      change((view, frame) => zoomAbout(view, frame, about ?? middle(frame), 1 / view.scale)),
    reveal(imagePoint, marginPx) {
      const { frame, transform, isFitted } = store.getState()
      if (frame === null || transform === null) return
      const next = limitView(revealPoint(transform, frame, imagePoint, marginPx), frame)
      if (next.x !== transform.x || next.y !== transform.y) settle(frame, next, false)
      else if (isFitted) settle(frame, transform, true)
    },
  }
}

/** The one view of the tab: places come and go, the look at a picture stays. */
export const stageView = createStageView()
