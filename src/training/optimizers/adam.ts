import type { AdamSettings } from '../../domain/training/optimizerSettings.ts'
import { addScaled, type Arithmetic } from './arithmetic.ts'
import type { UpdateRule } from './updateRule.ts'

/** Adam and AdamW as torch/optim/adam.py and adamw.py (epsilon is added after the bias correction of the root). */
export function adam(settings: AdamSettings): UpdateRule {
  const { kind, beta1, beta2, epsilon, amsgrad, maximize } = settings
  return (maths, { value, gradient, memory, learningRate, weightDecay }) => {
    const step = memory.step + 1
    let direction = maximize ? maths.scale(gradient, -1) : gradient
    let start = value
    if (weightDecay !== 0) {
      if (kind === 'adamw') start = maths.scale(value, 1 - learningRate * weightDecay)
      else direction = addScaled(maths, direction, value, weightDecay)
    }
    const square = maths.multiply(direction, direction)
    const mean = runningMean(maths, memory.slots['exp_avg'], direction, beta1)
    const meanSquare = runningMean(maths, memory.slots['exp_avg_sq'], square, beta2)
    const largestBefore = memory.slots['max_exp_avg_sq']
    const largest =
      largestBefore === undefined ? meanSquare : maths.maximum(largestBefore, meanSquare)
    const root = maths.squareRoot(amsgrad ? largest : meanSquare)
    const scaledRoot = maths.scale(root, 1 / Math.sqrt(1 - beta2 ** step))
    const ratio = maths.divide(mean, maths.shift(scaledRoot, epsilon))
    return {
      value: addScaled(maths, start, ratio, -learningRate / (1 - beta1 ** step)),
      memory: {
        step,
        slots: {
          exp_avg: mean,
          exp_avg_sq: meanSquare,
          // A copy: two slots never share their values, so that each can be freed by itself.
          ...(amsgrad && { max_exp_avg_sq: maths.scale(largest, 1) }),
        },
      },
    }
  }
}

/** The mean starts at zero; the step size corrects for it. */
function runningMean<Values>(
  maths: Arithmetic<Values>,
  before: Values | undefined,
  now: Values,
  beta: number,
): Values {
  const part = maths.scale(now, 1 - beta)
  return before === undefined ? part : maths.add(maths.scale(before, beta), part)
}
