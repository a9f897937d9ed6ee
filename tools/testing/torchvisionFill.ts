import { fnv1a } from '../../src/domain/fnv1a.ts'
import { createRandom } from '../../src/domain/random.ts'
import type { StateDict, ParameterStore } from '../../src/models/parameters/parameterStore.ts'
import { torchShape } from '../../src/models/parameters/parameterLayout.ts'

/** Gains that make the heads' answers vary, as the recorded cases' ALGORITHM has them. */
const GAINS: Readonly<Record<string, number>> = {
  'rpn.head.cls_logits.weight': 4,
  'rpn.head.bbox_pred.weight': 0.5,
  'roi_heads.box_predictor.cls_score.weight': 4,
  'roi_heads.box_predictor.bbox_pred.weight': 2,
  'roi_heads.mask_predictor.mask_fcn_logits.weight': 10,
}

/** The values of one state_dict entry by the cases' formula, in PyTorch's order. */
export function fillTensor(
  name: string,
  shape: readonly number[],
  seed: number,
): Float32Array | BigInt64Array {
  const size = shape.reduce((product, length) => product * length, 1)
  if (name.endsWith('num_batches_tracked')) return new BigInt64Array(size)
  const random = createRandom(fnv1a(name) ^ Math.imul(seed, 0x9e3779b9))
  const values = new Float32Array(size)
  if (shape.length > 1) {
    const fan = shape.slice(1).reduce((product, length) => product * length, 1)
    const gain = GAINS[name] ?? (name.includes('.fpn.inner_blocks.') ? 0.5 : 1)
    const bound = gain * Math.sqrt(3 / fan)
    for (let i = 0; i < size; i++) values[i] = (2 * random.next() - 1) * bound
    return values
  }
  const [low, high] = rangeOf(name)
  for (let i = 0; i < size; i++) values[i] = low + (high - low) * random.next()
  return values
}

function rangeOf(name: string): readonly [number, number] {
  if (name.endsWith('running_mean')) return [-0.2, 0.2]
  if (name.endsWith('running_var') || name.endsWith('weight')) return [0.5, 1.5]
  return [-0.1, 0.1]
}

/** Every parameter of a model by the formula, then the case's own values over it. */
export function fillStateDict(
  parameters: ParameterStore,
  { seed, overrides }: { readonly seed: number; readonly overrides: Record<string, unknown> },
): StateDict {
  return new Map(
    parameters.all().map(({ name, spec }) => {
      const shape = torchShape(spec.shape, spec.layout)
      const given = overrides[name]
      const data = Array.isArray(given)
        ? Float32Array.from(given.flat(4) as number[])
        : fillTensor(name, shape, seed)
      return [name, { dtype: data instanceof Float32Array ? 'F32' : 'I64', shape, data }]
    }),
  )
}
