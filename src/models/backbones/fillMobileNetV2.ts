import { CheckpointError, type StoredTensor } from '../checkpoint/safetensors.ts'
import { toTorch, torchShape } from '../parameters/parameterLayout.ts'
import type { StateDict } from '../parameters/parameterStore.ts'

/** Blocks of the detector's backbone, which are torchvision's layers 1 to 17. */
const BLOCKS = 17

/**
 * The COCO detector's MobileNetV2 under torchvision's names, to start training from. Its norms are folded into its
 * convolutions: here they become norms that only shift, so the body must be built with padding 'same', and it expects
 * pictures from -1 to 1 (mean and deviation 0.5).
 *
 * @param detector tensors of weights/coco-ssd
 * @param name of the body, as 'backbone.body'
 * @throws CheckpointError when a tensor is missing
 */
export function fillMobileNetV2(detector: StateDict, name: string): StateDict {
  const filled = new Map<string, StoredTensor>()
  const move = (from: string, convolution: string, norm: string): void => {
    const weight = read(detector, `backbone.${from}.weight`)
    const bias = read(detector, `backbone.${from}.bias`)
    const [height = 0, width = 0, third = 0, fourth = 0] = weight.shape
    // TensorFlow's depthwise filter is [height, width, channels, 1]; the values lie alike.
    const shape = from.endsWith('depthwise')
      ? [height, width, 1, third * fourth]
      : [height, width, third, fourth]
    filled.set(`${name}.${convolution}.weight`, {
      dtype: 'F32',
      shape: torchShape(shape, 'convolution'),
      data: toTorch(weight.data, shape, 'convolution'),
    })
    const channels = bias.data.length
    const vector = (part: string, data: Float32Array): void => {
      filled.set(`${name}.${norm}.${part}`, { dtype: 'F32', shape: [channels], data })
    }
    vector('weight', new Float32Array(channels).fill(1))
    vector('bias', bias.data)
    vector('running_mean', new Float32Array(channels))
    vector('running_var', new Float32Array(channels).fill(1))
  }

  move('conv', '0.0', '0.1')
  for (let block = 0; block < BLOCKS; block++) {
    const from = `expanded_conv_${block}`
    const to = `${block + 1}.conv`
    const isFirst = block === 0
    if (!isFirst) move(`${from}.expand`, `${to}.0.0`, `${to}.0.1`)
    const at = isFirst ? 0 : 1
    move(`${from}.depthwise`, `${to}.${at}.0`, `${to}.${at}.1`)
    move(`${from}.project`, `${to}.${at + 1}`, `${to}.${at + 2}`)
  }
  move('conv_1', `${BLOCKS + 1}.0`, `${BLOCKS + 1}.1`)
  return filled
}

function read(
  detector: StateDict,
  name: string,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const stored = detector.get(name)
  if (stored === undefined) throw new CheckpointError(`The weights lack the tensor “${name}”.`)
  return { shape: stored.shape, data: Float32Array.from(stored.data as Float32Array) }
}
