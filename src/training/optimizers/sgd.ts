import type { SgdSettings } from '../../domain/training/optimizerSettings.ts'
import { addScaled } from './arithmetic.ts'
import type { UpdateRule } from './updateRule.ts'

/** Stochastic gradient descent as torch/optim/sgd.py: weight decay goes into the gradient, the first direction is it. */
export function sgd({ momentum, dampening, nesterov, maximize }: SgdSettings): UpdateRule {
  return (maths, { value, gradient, memory, learningRate, weightDecay }) => {
    let direction = maximize ? maths.scale(gradient, -1) : gradient
    if (weightDecay !== 0) direction = addScaled(maths, direction, value, weightDecay)
    let slots = memory.slots
    if (momentum !== 0) {
      const before = slots['momentum_buffer']
      const buffer =
        before === undefined
          ? maths.scale(direction, 1)
          : addScaled(maths, maths.scale(before, momentum), direction, 1 - dampening)
      slots = { momentum_buffer: buffer }
      direction = nesterov ? addScaled(maths, direction, buffer, momentum) : buffer
    }
    return {
      value: addScaled(maths, value, direction, -learningRate),
      memory: { step: memory.step + 1, slots },
    }
  }
}
