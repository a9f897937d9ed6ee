import type { StoreApi } from 'zustand'
import { currentImage } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { createPictureSource } from './pictureSource.ts'
import { listenToPointers } from './pointerGestures.ts'
import { createStageActions } from './stageActions.ts'
import type { StageDraft } from './stageDraft.ts'
import { NO_DRAFT } from './stageDraft.ts'
import { listenToKeys } from './stageKeys.ts'
import { startStagePainter, type StageCanvases } from './stagePainter.ts'
import type { StageView } from './stageView.ts'
import { listenToWheel } from './wheelGestures.ts'

export interface MountStageOptions {
  readonly surface: HTMLElement
  readonly canvases: StageCanvases
  readonly store: StoreApi<Limn>
  readonly view: StageView
  readonly draft: StoreApi<StageDraft>
}

/** Brings the stage to life: everything that happens on every frame or pointer move runs past React. */
export function mountStage({
  surface,
  canvases,
  store,
  view,
  draft,
}: MountStageOptions): () => void {
  const pictures = createPictureSource((image) => {
    if (store.getState().images[image.id]?.status.kind === 'failed') return
    store.getState().notify({
      tone: 'error',
      text: `This browser cannot show ${image.name}.`,
      remedy: 'Save it as JPEG or PNG and add it again.',
    })
  })
  const showCurrent = (): void => {
    const image = currentImage(store.getState())
    if (image !== null && image.size !== null) view.showPicture(image.id, image.size)
  }
  const actions = createStageActions({ store, view, draft })
  const gestures = { surface, store, view, actions }
  const observer = new ResizeObserver(() => {
    view.resizeStage({ width: surface.clientWidth, height: surface.clientHeight })
  })
  observer.observe(surface)
  showCurrent()

  const stops = [
    startStagePainter({ surface, canvases, store, view, draft, pictures }),
    listenToPointers(gestures),
    listenToWheel(surface, view, (factor) => {
      const { tool, brushRadius, setBrushRadius } = store.getState()
      if (tool !== 'brush' && tool !== 'eraser') return false
      setBrushRadius(brushRadius * factor)
      return true
    }),
    listenToKeys(gestures, draft),
    store.subscribe((now, before) => {
      if (now.currentImageId !== before.currentImageId || now.tool !== before.tool) {
        draft.setState({ ...NO_DRAFT, askedPoints: draft.getState().askedPoints })
      }
      if (now.images !== before.images || now.currentImageId !== before.currentImageId)
        showCurrent()
    }),
    () => observer.disconnect(),
    () => pictures.dispose(),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
