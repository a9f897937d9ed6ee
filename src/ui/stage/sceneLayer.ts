import type { Box } from '../../domain/box.ts'
import type { InstanceId } from '../../domain/instance.ts'
import { paintInstances, type PaintedScene, type Scene } from '../overlay/paintInstances.ts'
import type { Projection } from '../overlay/paintMask.ts'
import { canStandIn, movedSceneCss, nextBudget, OVERSCAN_PX } from './sceneMotion.ts'
import { fitCanvas, context2d } from './stageCanvas.ts'

/** All objects of the picture, painted behind and shown at once. */
export interface SceneLayer {
  /**
   * Brings the layer nearer to what is asked for. True when the next frame has more to do.
   * `now` is the clock of animation frames, milliseconds.
   */
  update(scene: Scene, stage: Projection, isMoving: boolean, now: number): boolean
  /** Where the chips that are shown sit, stage frame. Changes only in `update`. */
  chips(): ReadonlyMap<InstanceId, Box>
  /** Another picture: nothing painted so far is of use. */
  forget(): void
}

interface Shown {
  readonly scene: Scene
  readonly projection: Projection
  readonly painted: PaintedScene
}

interface Job {
  readonly scene: Scene
  readonly projection: Projection
  readonly steps: Generator<number, PaintedScene>
}

const NO_CHIPS: ReadonlyMap<InstanceId, Box> = new Map()
const FIRST_BUDGET = 16_000
/** In the middle of a gesture a heavy scene is painted anew no more often than this. */
const REPAINT_MS = 250

/**
 * Two canvases take turns. A scene that fits into one frame is painted on every frame and always crisp. A heavier one is
 * painted over several frames on the hidden canvas, while the shown one follows the view by CSS transform: panning
 * stays at the rhythm of the screen, however much there is to paint.
 */
export function createSceneLayer(
  canvases: readonly [HTMLCanvasElement, HTMLCanvasElement],
): SceneLayer {
  let [front, back] = canvases
  let shown: Shown | null = null
  let job: Job | null = null
  let budget = FIRST_BUDGET
  let spent = 0
  let lastFrameAt = -Infinity
  let shownAt = -Infinity

  function isStale(scene: Scene, stage: Projection, isMoving: boolean): boolean {
    if (shown === null || isOther(shown.scene, scene)) return true
    const { projection, painted } = shown
    if (projection.pixelRatio !== stage.pixelRatio) return true
    if (projection.view === stage.view && projection.stageSize === stage.stageSize) return false
    const fitsIntoFrame = painted.effort <= budget
    if (!isMoving || fitsIntoFrame) return true
    return !canStandIn(projection, stage) && lastFrameAt - shownAt > REPAINT_MS
  }

  function start(scene: Scene, stage: Projection): Job {
    const projection = { ...stage, marginPx: OVERSCAN_PX }
    fitCanvas(back, stage.stageSize, stage.pixelRatio, OVERSCAN_PX)
    return { scene, projection, steps: paintInstances(context2d(back), scene, projection) }
  }

  /** Paints until the frame's budget is spent. */
  function work(current: Job): void {
    while (spent < budget) {
      const step = current.steps.next()
      if (step.done !== true) {
        spent += step.value
        continue
      }
      shownAt = lastFrameAt
      shown = { scene: current.scene, projection: current.projection, painted: step.value }
      job = null
      ;[front, back] = [back, front]
      front.hidden = false
      back.hidden = true
      return
    }
  }

  return {
    update(scene, stage, isMoving, now) {
      budget = nextBudget(budget, spent, now - lastFrameAt)
      spent = 0
      lastFrameAt = now
      if (job === null && isStale(scene, stage, isMoving)) job = start(scene, stage)
      if (job !== null) work(job)
      if (shown !== null) {
        front.style.transform = movedSceneCss(shown.projection.view, stage.view)
      }
      // One frame more than needed, to learn how long this one took.
      return spent > 0 || job !== null || isStale(scene, stage, isMoving)
    },
    chips: () => shown?.painted.chips ?? NO_CHIPS,
    forget() {
      shown = null
      job = null
      front.hidden = true
      back.hidden = true
    },
  }
}

function isOther(a: Scene, b: Scene): boolean {
  return a.instances !== b.instances || a.display !== b.display
}
