import { fail } from '../../domain/failure.ts'
import { labelsOfMasks } from '../../domain/regions/labelsOfMasks.ts'
import { scoreOf, tuneDecoding, type TuningPicture } from '../../metrics/tuneDecoding.ts'
import { SemanticModel } from '../../models/semantic/semanticModel.ts'
import { nextMacrotask } from '../../models/nextMacrotask.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { openRunData } from '../training/runData.ts'

/** Maps of so many pictures are held while settings are tried. */
const MOST_PICTURES = 40
/** Of the whole job: looking at the pictures. */
const LOOKED = 0.7

export function readDecodingHandler(session: EngineSession): EngineHandler<'readDecoding'> {
  return ({ modelId }, { signal }) =>
    session.queue.run(
      async () => {
        const { model } = await session.libraryModels.require(modelId, {
          guard: session.requireBackend().guard,
          signal,
        })
        return model instanceof SemanticModel ? model.architecture.decoding : null
      },
      { signal },
    )
}

/** Looks at a dataset's held-out pictures, then tries settings on the maps. */
export function tuneDecodingHandler(session: EngineSession): EngineHandler<'tuneDecoding'> {
  return ({ modelId, datasetId, decoding }, { signal, report }) =>
    session.queue.run(
      async () => {
        const { guard } = session.requireBackend()
        const { model } = await session.libraryModels.require(modelId, { guard, signal })
        if (!(model instanceof SemanticModel)) {
          return fail('bad-request', 'This model has no maps to tune.', 'Choose a U-Net or FCN.')
        }
        const { heldOut } = await openRunData({ kind: 'library', datasetId })
        const count = Math.min(heldOut.count, MOST_PICTURES)
        if (count === 0) {
          fail(
            'bad-request',
            'The dataset has no held-out picture with labels.',
            'Put some labelled pictures into the split “val” in the Data place.',
          )
        }
        const pictures: TuningPicture[] = []
        for (let i = 0; i < count; i++) {
          signal.throwIfAborted()
          report({
            text: `Looking at picture ${i + 1} of ${count}`,
            fraction: (LOOKED * i) / count,
          })
          const { width, height, rgb, objects } = await heldOut.read(i)
          const maps = await guard(() => model.predict({ width, height, data: rgb }, { signal }))
          const masks = objects.filter(({ isCrowd }) => !isCrowd).map(({ mask }) => mask)
          pictures.push({ maps, truth: labelsOfMasks(masks, { width, height }) })
        }
        const before = scoreOf(pictures, decoding)
        const { options, score } = await tuneDecoding(pictures, decoding, {
          onStep: async (share) => {
            signal.throwIfAborted()
            report({ text: 'Trying settings', fraction: LOOKED + (1 - LOOKED) * share })
            await nextMacrotask()
          },
        })
        return { decoding: options, before, score, pictures: count }
      },
      { signal },
    )
}
