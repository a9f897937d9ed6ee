/**
 * How a parameter lies in memory here and in PyTorch. The axes named are PyTorch's, then ours:
 *
 * - `vector`: any shape that both share (biases, statistics)
 * - `matrix`: [out, in] and [in, out]
 * - `convolution`: [out, in / groups, height, width] and [height, width, in / groups, out]
 * - `transposed-convolution`: [in, out, height, width] and [height, width, out, in]
 * - `flattened`: a dense layer over a flattened map. [out, channels * height * width] and
 *   [height * width * channels, out], since torch flattens channels first
 */
export type ParameterLayout =
  | 'vector'
  | 'matrix'
  | 'convolution'
  | 'transposed-convolution'
  | { readonly flattened: readonly [height: number, width: number, channels: number] }

/** The shape that PyTorch gives a parameter of our shape. */
export function torchShape(shape: readonly number[], layout: ParameterLayout): readonly number[] {
  if (layout === 'vector') return shape
  if (layout === 'convolution' || layout === 'transposed-convolution') {
    const [height = 0, width = 0, third = 0, fourth = 0] = shape
    return [fourth, third, height, width]
  }
  const [inputs = 0, outputs = 0] = shape
  return [outputs, inputs]
}

/** PyTorch's values in our order. */
export function fromTorch(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: ParameterLayout,
): Float32Array {
  if (layout === 'vector') return Float32Array.from(values)
  const places = placesInTorch(shape, layout)
  const ours = new Float32Array(places.length)
  for (let i = 0; i < ours.length; i++) ours[i] = values[places[i] ?? 0] ?? 0
  return ours
}

/** Our values in PyTorch's order. */
export function toTorch(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: ParameterLayout,
): Float32Array {
  if (layout === 'vector') return Float32Array.from(values)
  const places = placesInTorch(shape, layout)
  const torch = new Float32Array(places.length)
  for (let i = 0; i < torch.length; i++) torch[places[i] ?? 0] = values[i] ?? 0
  return torch
}

/** For each of our elements, in order, where PyTorch has it. */
function placesInTorch(
  shape: readonly number[],
  layout: Exclude<ParameterLayout, 'vector'>,
): Uint32Array {
  const places = new Uint32Array(shape.reduce((product, size) => product * size, 1))
  if (layout === 'convolution' || layout === 'transposed-convolution') {
    const [height = 0, width = 0, third = 0, fourth = 0] = shape
    let i = 0
    for (let place = 0; place < height * width; place++) {
      for (let inner = 0; inner < third; inner++) {
        for (let outer = 0; outer < fourth; outer++) {
          places[i++] = (outer * third + inner) * height * width + place
        }
      }
    }
    return places
  }
  const [inputs = 0, outputs = 0] = shape
  const [height, width, channels] = layout === 'matrix' ? [1, 1, inputs] : layout.flattened
  const area = height * width
  let i = 0
  for (let input = 0; input < inputs; input++) {
    const torchInput = (input % channels) * area + Math.floor(input / channels)
    for (let output = 0; output < outputs; output++) places[i++] = output * inputs + torchInput
  }
  return places
}
