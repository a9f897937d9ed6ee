import { toFailure } from '../domain/failure.ts'
import type { ImageId } from '../domain/image.ts'
import type { Instance, InstanceId } from '../domain/instance.ts'
import type { SegmentProgress, SegmentResult } from '../workers/protocol.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { EVERYTHING_OPTIONS, SEGMENT_OPTIONS } from './segmentOptions.ts'
import type { ImageStatus } from './state.ts'

type Job = 'segment' | 'everything'

interface Ticket {
  readonly imageId: ImageId
  readonly job: Job
  readonly controller: AbortController
}

/**
 * The line of pictures before the engine: one runs, the others wait. A failure stays with its picture and the line
 * moves on. If the models cannot be had, everybody waits until they can.
 */
export interface SegmentQueue {
  add(imageId: ImageId, job: Job): void
  /** Takes a waiting picture out or stops the running one. */
  cancel(imageId: ImageId): void
  cancelAll(): void
  /** Goes on after the models became ready. */
  resume(): void
}

export function createSegmentQueue(set: Set, get: Get, { engine }: StoreDeps): SegmentQueue {
  let waiting: readonly Ticket[] = []
  let running: Ticket | null = null

  function setStatus(imageId: ImageId, status: ImageStatus): void {
    const image = get().images[imageId]
    if (image === undefined) return
    set({ images: { ...get().images, [imageId]: { ...image, status } } })
  }

  function setInstances(imageId: ImageId, list: readonly Instance[]): void {
    if (get().images[imageId] === undefined) return
    set({ instances: { ...get().instances, [imageId]: list } })
  }

  async function run({ imageId, job, controller }: Ticket): Promise<void> {
    const image = get().images[imageId]
    if (image === undefined) return
    const startedAt = performance.now()
    const landed = new Set<InstanceId>()
    let fraction = 0
    let isFirst = true
    let firstWindowAt: number | null = null

    /** Adds what is new. The first find replaces what an earlier run of this job left and nobody confirmed. */
    const land = (found: readonly Instance[], replaceUnconfirmed: boolean): void => {
      let list = get().instances[imageId] ?? []
      if (replaceUnconfirmed) {
        const origin = job === 'segment' ? 'detected' : 'everything'
        list = list.filter((instance) => instance.score === null || instance.origin !== origin)
      }
      const fresh = found.filter(({ id }) => !landed.has(id))
      for (const { id } of fresh) landed.add(id)
      setInstances(imageId, [...list, ...fresh])
    }

    const onProgress = (progress: SegmentProgress): void => {
      if (controller.signal.aborted) return
      if (progress.fraction < fraction) {
        // The engine was rebuilt and began again (a lost GPU): its finds come anew.
        landed.clear()
        isFirst = true
      }
      fraction = progress.fraction
      if (progress.found.length > 0) {
        land(progress.found, isFirst)
        isFirst = false
      }
      const { step, windows } = progress
      if (windows === undefined) {
        setStatus(imageId, { kind: 'running', job, step, fraction })
        return
      }
      firstWindowAt ??= performance.now()
      const perWindow = (performance.now() - firstWindowAt) / (windows.at - 1)
      const remainingMs = windows.at === 1 ? null : perWindow * (windows.of - windows.at + 1)
      setStatus(imageId, {
        ...{ kind: 'running', job, step, fraction },
        windows: { ...windows, remainingMs },
      })
    }

    setStatus(imageId, { kind: 'running', job, step: 'decoding', fraction: 0 })
    try {
      const options = { signal: controller.signal, onProgress }
      const { file } = image
      const result: SegmentResult =
        job === 'segment'
          ? await engine.segment(
              {
                ...{ imageId, file, options: SEGMENT_OPTIONS, modelId: get().segmentModelId },
                decoding: get().decodings[get().segmentModelId ?? ''],
              },
              options,
            )
          : await engine.everything({ imageId, file, options: EVERYTHING_OPTIONS }, options)
      land(result.instances, isFirst)
      setStatus(imageId, { kind: 'done', elapsedMs: performance.now() - startedAt })
    } catch (thrown) {
      const failure = toFailure(thrown)
      setStatus(
        imageId,
        failure.reason === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', failure },
      )
    }
  }

  async function reportMemory(): Promise<void> {
    try {
      set({ engineMemory: await engine.memory(null) })
    } catch {
      // A number for the status line; without it the line just leaves it out.
    }
  }

  const canRun = (): boolean => running === null && waiting.length > 0

  async function work(): Promise<void> {
    if (!canRun()) return
    if (get().engine.kind !== 'ready') {
      await get().loadModels()
      // Two callers may have waited for the models; and without models everybody keeps waiting.
      if (!canRun() || get().engine.kind !== 'ready') return
    }
    const [next, ...rest] = waiting
    if (next === undefined) return
    waiting = rest
    running = next
    await run(next)
    await reportMemory()
    running = null
    void work()
  }

  return {
    add: (imageId, job) => {
      if (running?.imageId === imageId || waiting.some((ticket) => ticket.imageId === imageId)) {
        return
      }
      waiting = [...waiting, { imageId, job, controller: new AbortController() }]
      setStatus(imageId, { kind: 'waiting' })
      void work()
    },
    cancel: (imageId) => {
      if (running?.imageId === imageId) running.controller.abort()
      if (!waiting.some((ticket) => ticket.imageId === imageId)) return
      waiting = waiting.filter((ticket) => ticket.imageId !== imageId)
      setStatus(imageId, { kind: 'cancelled' })
    },
    cancelAll: () => {
      running?.controller.abort()
      const cancelled = new Set(waiting.map(({ imageId }) => imageId))
      waiting = []
      const images = { ...get().images }
      for (const id of cancelled) {
        const image = images[id]
        if (image !== undefined) images[id] = { ...image, status: { kind: 'cancelled' } }
      }
      set({ images })
    },
    resume: () => void work(),
  }
}
