import * as tf from '@tensorflow/tfjs-core'
import '../../src/kernels/installGradients.ts'
import { addFeaturePyramid } from '../../src/models/backbones/featurePyramid.ts'
import { addResNet } from '../../src/models/backbones/resnet.ts'
import { TRAIN } from '../../src/models/layers/pass.ts'
import { ParameterStore } from '../../src/models/parameters/parameterStore.ts'

export interface TinyTraining {
  /** One step of SGD, read back: the loss before it. */
  step(): Promise<number>
  dispose(): void
}

/** A ResNet with a feature pyramid as networks train it (forward, loss, backward, SGD), but of a few channels. */
export function makeTinyTraining(): TinyTraining {
  const store = new ParameterStore({ seed: 1 })
  const stages = [8].map((width) => ({ blocks: 1, width }))
  const body = addResNet(store, 'body', {
    architecture: { kind: 'resnet', block: 'basic', stem: 8, stages },
    norm: { kind: 'batch', epsilon: 1e-5 },
  })
  const { channels } = body
  const pyramid = addFeaturePyramid(store, 'fpn', { channels, width: 8, norm: undefined })
  const variables = store.trainable().map(({ variable }) => variable)
  const picture = tf.randomUniform<tf.Rank.R4>([2, 16, 16, 3], -1, 1, 'float32', 1)
  return {
    step: async () => {
      const loss = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => {
          const levels = pyramid(body.forward(picture, TRAIN), TRAIN)
          return tf.addN(levels.map((level) => tf.mean<tf.Scalar>(tf.square(level))))
        }, variables)
        for (const variable of variables) {
          const gradient = grads[variable.name]
          if (gradient === undefined) throw new Error(`${variable.name} got no gradient.`)
          variable.assign(tf.sub(variable, tf.mul(gradient, 0.01)))
        }
        return value
      })
      const [value = NaN] = await loss.data()
      loss.dispose()
      return value
    },
    dispose: () => {
      picture.dispose()
      store.dispose()
    },
  }
}
