import { LimnError } from '../../domain/failure.ts'
import { CheckpointError, parseSafetensors } from '../../models/checkpoint/safetensors.ts'
import { createCocoSsd } from '../../models/cocoSsd/cocoSsd.ts'
import { MODELS, type ModelId } from '../../models/registry.ts'
import { createSam } from '../../models/sam/sam.ts'
import { compilePrograms } from '../compilePrograms.ts'
import type { EngineHandler, EngineSession, LoadedModels } from '../engineSession.ts'
import type { StepProgress } from '../protocol.ts'
import { publicUrl } from '../publicUrl.ts'
import { forgetFiles, loadFiles, readStoredFiles, type ModelFiles } from '../weights/loadFiles.ts'

type Report = (progress: StepProgress) => void
type AllFiles = ReadonlyMap<ModelId, ModelFiles>

/** Fetches, verifies and builds the models, and compiles their programs. */
export function loadHandler(session: EngineSession): EngineHandler<'load'> {
  return ({ onlyIfCached }, { signal, report }) =>
    session.queue.run(
      async () => {
        if (session.models !== null) return { ready: true }
        const running = session.requireBackend()
        const files = onlyIfCached
          ? await readStored(session, report)
          : await fetchAll(session, signal, report)
        if (files === null) return { ready: false }
        signal.throwIfAborted()
        report({ step: 'building', text: 'Building the models', fraction: null })
        const models = await running.guard(() => Promise.resolve(buildModels(files)))
        try {
          await compilePrograms(running, models, { signal, report })
        } catch (thrown) {
          models.detector.dispose()
          models.sam.dispose()
          throw thrown
        }
        session.useModels(models)
        return { ready: true }
      },
      { signal },
    )

  function buildModels(files: AllFiles): LoadedModels {
    const detector = build('coco-ssd', files, (tensors, card) =>
      createCocoSsd(tensors, card.classes),
    )
    try {
      return { detector, sam: build('sam', files, createSam) }
    } catch (thrown) {
      detector.dispose()
      throw thrown
    }
  }

  /** Files that pass their checksum but do not fit the code are of another version. */
  function build<Model>(
    id: ModelId,
    files: AllFiles,
    create: (tensors: ReturnType<typeof parseSafetensors>, card: ModelFiles['card']) => Model,
  ): Model {
    const own = files.get(id)
    if (own === undefined) throw new Error(`no files of ${id}`)
    try {
      return create(parseSafetensors(own.weights), own.card)
    } catch (thrown) {
      if (!(thrown instanceof CheckpointError)) throw thrown
      void forgetFiles(cardUrlOf(id), session.weightStore)
      throw new LimnError(
        {
          reason: 'weights-corrupt',
          message: `The weights of “${own.card.name}” do not fit this version of Limn: ${thrown.message}`,
          remedy: 'Try again; if it stays so, run "npm run setup" where Limn is served from.',
        },
        { cause: thrown },
      )
    }
  }
}

async function readStored(session: EngineSession, report: Report): Promise<AllFiles | null> {
  report({ step: 'verifying', text: 'Looking for models on this device', fraction: null })
  const files = new Map<ModelId, ModelFiles>()
  for (const { id } of MODELS) {
    const stored = await readStoredFiles(cardUrlOf(id), session.weightStore)
    if (stored === null) return null
    files.set(id, stored)
  }
  return files
}

/** All models at once, told as one download. The first failure stops the others. */
async function fetchAll(
  session: EngineSession,
  signal: AbortSignal,
  report: Report,
): Promise<AllFiles> {
  const bytes = new Map<ModelId, { done: number; total: number }>()
  const stop = new AbortController()
  const fetchOne = async (id: ModelId): Promise<[ModelId, ModelFiles]> => [
    id,
    await loadFiles(cardUrlOf(id), {
      store: session.weightStore,
      signal: AbortSignal.any([signal, stop.signal]),
      onBytes: (done, total) => {
        bytes.set(id, { done, total })
        report(downloadProgress([...bytes.values()]))
      },
      onVerify: () => report({ step: 'verifying', text: 'Checking the models', fraction: null }),
    }),
  ]
  report({ step: 'downloading', text: 'Asking for the models', fraction: null })
  try {
    const files = new Map(await Promise.all(MODELS.map(({ id }) => fetchOne(id))))
    if ([...files.values()].some(({ isKept }) => !isKept)) {
      const text = 'This browser has no room to keep the models: the next visit loads them again'
      report({ step: 'verifying', text, fraction: null })
    }
    return files
  } catch (thrown) {
    stop.abort()
    throw thrown
  }
}

function downloadProgress(files: readonly { done: number; total: number }[]): StepProgress {
  const bytesDone = files.reduce((sum, { done }) => sum + done, 0)
  const bytesTotal = files.reduce((sum, { total }) => sum + total, 0)
  const fraction = Math.min(bytesDone / bytesTotal, 1)
  return { step: 'downloading', text: 'Downloading the models', fraction, bytesDone, bytesTotal }
}

function cardUrlOf(wanted: ModelId): string {
  const cardPath = MODELS.find(({ id }) => id === wanted)?.cardPath
  return publicUrl(cardPath ?? '')
}
