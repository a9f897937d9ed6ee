import type { Architecture } from '../architecture.ts'
import type { StateDict } from '../parameters/parameterStore.ts'
import type { TrainableModel } from '../trainableModel.ts'
import { carriedValues, planCarry } from './carryWeights.ts'

/**
 * What a model takes along from weights of another architecture, as `planCarry` has it; what begins anew is left out.
 *
 * @param options.seed draws the rows that are new in layers that are otherwise kept
 */
export function carryStateDict(
  from: { readonly architecture: Architecture; readonly stateDict: StateDict },
  { architecture, parameters }: Pick<TrainableModel, 'architecture' | 'parameters'>,
  { seed }: { readonly seed: number },
): StateDict {
  const sides = { before: from.architecture, after: architecture }
  const carried = planCarry(sides, from.stateDict, parameters.all()).flatMap((tensor) => {
    const old = tensor.source === null ? undefined : from.stateDict.get(tensor.source.name)
    if (old === undefined) return []
    const data = carriedValues(tensor, old.data, { seed })
    return [[tensor.name, { dtype: 'F32', shape: tensor.shape, data }] as const]
  })
  return new Map(carried)
}
