import { useEffect, useId, useRef } from 'react'
import type { StoreApi } from 'zustand'
import { currentImage, visibleInstances } from '../../store/selectors.ts'
import type { Tool } from '../../store/state.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { mountStage } from './mountStage.ts'
import type { StageCanvases } from './stagePainter.ts'
import type { StageDraft } from './stageDraft.ts'
import { stageView } from './stageView.ts'

const HOW_TO: Readonly<Record<Tool, string>> = {
  select: 'Press N or P to walk through the objects, Shift and arrows to move the picture.',
  include: 'Arrows move a crosshair, Enter adds what lies under it, Alt and Enter takes it away.',
  exclude: 'Arrows move a crosshair, Enter takes away what lies under it, Alt and Enter adds it.',
  box: 'Arrows move a crosshair, Enter sets the first corner, then the second; Escape starts over.',
  polygon:
    'Click corner by corner, or arrows and Enter; Shift and Enter or a click on the first corner closes it, Backspace takes one back. Corners of the selected object: drag, or Enter to pick up and put down; Alt and Enter takes one away, Shift and Enter makes one on an edge.',
  brush: 'Drag to draw, the wheel or brackets change the size; arrows and Enter put a dot.',
  eraser: 'Drag to take away, the wheel or brackets change the size; arrows and Enter take a dot.',
  pan: 'Shift and arrows move the picture.',
}

/** The picture and its overlays: three canvases that are painted past React (see mountStage). */
export function StageSurface({ draft }: { draft: StoreApi<StageDraft> }) {
  const store = useLimnStore()
  const surface = useRef<HTMLDivElement>(null)
  const picture = useRef<HTMLCanvasElement>(null)
  const sceneA = useRef<HTMLCanvasElement>(null)
  const sceneB = useRef<HTMLCanvasElement>(null)
  const highlights = useRef<HTMLCanvasElement>(null)
  const howToId = useId()
  const tool = useLimn((state) => state.tool)
  const isHovering = useLimn((state) => state.hoveredId !== null)
  const name = useLimn((state) => currentImage(state)?.name ?? '')
  const count = useLimn((state) => visibleInstances(state, state.currentImageId).length)

  useEffect(() => {
    if (!surface.current || !picture.current || !highlights.current) return
    if (!sceneA.current || !sceneB.current) return
    const canvases: StageCanvases = {
      picture: picture.current,
      scene: [sceneA.current, sceneB.current],
      highlights: highlights.current,
    }
    return mountStage({ surface: surface.current, canvases, store, view: stageView, draft })
  }, [store, draft])

  return (
    <>
      {/* Arrow keys and letters act on the picture itself; a screen reader finds the objects in the inspector's list. */}
      <div
        ref={surface}
        className="stage-surface"
        role="application"
        aria-roledescription="picture"
        aria-label={`${name}, ${count === 1 ? '1 object' : `${count} objects`}`}
        aria-describedby={howToId}
        tabIndex={0}
        data-tool={tool}
        data-hovering={isHovering}
      >
        <canvas ref={picture} aria-hidden="true" />
        <div className="stage-scene" aria-hidden="true">
          <canvas ref={sceneA} hidden />
          <canvas ref={sceneB} hidden />
        </div>
        <canvas ref={highlights} aria-hidden="true" />
      </div>
      <p id={howToId} hidden>
        {HOW_TO[tool]}
      </p>
    </>
  )
}
