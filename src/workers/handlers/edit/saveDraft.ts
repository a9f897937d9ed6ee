import { saveModel } from '../../../data/library/modelLibrary.ts'
import { fail } from '../../../domain/failure.ts'
import { isUnderPrefix } from '../../../domain/frozenLayers.ts'
import type { CheckpointTensor } from '../../../models/checkpoint/checkpoint.ts'
import { valuesOf } from '../../../models/checkpoint/elementType.ts'
import { writeSafetensors } from '../../../models/checkpoint/writeSafetensors.ts'
import { carriedValues, planCarry, type CarriedTensor } from '../../../models/edit/carryWeights.ts'
import { editArchitecture } from '../../../models/edit/editArchitecture.ts'
import type { EngineHandler, EngineSession } from '../../engineSession.ts'
import { outlineOf } from './draftModel.ts'
import { openBase } from './openBase.ts'

const MAX_NAME = 200
/** Draws what begins anew: the same draft gives the same model. */
const SEED = 1

type Tensors = ReadonlyMap<string, CheckpointTensor>

/** Keeps a draft in the library; no more than one of its tensors is in memory at a time. */
export function saveDraftHandler(session: EngineSession): EngineHandler<'saveDraft'> {
  return async ({ base, changes, name, frozen }, { signal, report }) => {
    const title = name.trim().slice(0, MAX_NAME)
    if (title === '') fail('bad-request', 'The new model has no name.', 'Type one.')
    const text = 'Making the new model'
    report({ text, fraction: 0 })
    const opened = await openBase(base, { shipped: session.weightStore, signal })
    const { architecture, groups } = editArchitecture(opened.architecture, changes)
    const refused = groups.flatMap(({ fields }) => fields).find(({ refusal }) => refusal !== null)
    if (refused !== undefined) {
      fail('bad-request', refused.refusal ?? '', `Change “${refused.label}”, then save it.`)
    }
    const outline = await session.queue.run(() => Promise.resolve(outlineOf(architecture)), {
      ...{ signal, urgent: true },
    })
    const from: Tensors = opened.tensors ?? new Map<string, CheckpointTensor>()
    const sides = { before: opened.architecture, after: architecture }
    const plan = planCarry(sides, from, outline)
    const tensors = new Map(
      plan.map((tensor, i) => {
        const read = async () => {
          const bytes = await bytesOf(tensor, from)
          report({ text, fraction: (i + 1) / plan.length })
          return bytes
        }
        const { dtype = 'F32' } = tensor.spec
        return [tensor.name, { dtype, shape: tensor.shape, readBytes: read }] as const
      }),
    )
    const known = frozen.filter((prefix) =>
      outline.some((parameter) => isUnderPrefix(parameter.name, [prefix])),
    )
    return saveModel(
      {
        name: title,
        family: architecture.family,
        architecture: { ...architecture },
        classes: architecture.classes,
        parameters: plan.reduce(
          (sum, { spec, shape }) =>
            spec.kind === 'weight' ? sum + shape.reduce((a, b) => a * b, 1) : sum,
          0,
        ),
        origin: opened.origin,
        ...(known.length > 0 && { frozen: known }),
      },
      writeSafetensors(tensors),
      { signal },
    )
  }
}

async function bytesOf(tensor: CarriedTensor, from: Tensors): Promise<Uint8Array<ArrayBuffer>> {
  const old = tensor.source === null ? undefined : from.get(tensor.source.name)
  const known = old === undefined ? null : valuesOf(old.dtype, await old.readBytes())
  const values = carriedValues(tensor, known, { seed: SEED })
  if (tensor.spec.dtype !== 'I64') return new Uint8Array(Float32Array.from(values).buffer)
  return new Uint8Array(BigInt64Array.from(values, (value) => BigInt(Math.round(value))).buffer)
}
