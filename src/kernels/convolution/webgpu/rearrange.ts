import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { runProgram, sizeOf } from '../../webgpu/asWebgpu.ts'

/** The next multiple of four. */
export function inFours(channels: number): number {
  return Math.ceil(channels / 4) * 4
}

/** Tensors that live as long as one kernel runs. */
export class Scratch {
  readonly #backend: WebGPUBackend
  readonly #made: TensorInfo[] = []

  constructor(backend: WebGPUBackend) {
    this.#backend = backend
  }

  own(tensor: TensorInfo): TensorInfo {
    this.#made.push(tensor)
    return tensor
  }

  dispose(): void {
    for (const { dataId } of this.#made) this.#backend.disposeData(dataId)
  }

  /** The last axis filled up with zeros to a multiple of four, so that it reads in vectors: itself where it is one. */
  inFours(tensor: TensorInfo): TensorInfo {
    const channels = tensor.shape.at(-1) ?? 1
    if (channels % 4 === 0) return tensor
    return this.own(resizeChannels(this.#backend, tensor, inFours(channels)))
  }

  /** [taps, in, out] with both filled up to multiples of four. */
  filterInFours(filter: TensorInfo): TensorInfo {
    const [height = 0, width = 0, inputs = 0, outputs = 0] = filter.shape
    if (inputs % 4 === 0 && outputs % 4 === 0) return filter
    return this.own(
      rearrangeFilter(this.#backend, filter, [height * width, inFours(inputs), inFours(outputs)], {
        groups: 1,
        isTransposed: false,
      }),
    )
  }

  /**
   * What the input gradient multiplies with: [taps, out / groups, in], filled up to multiples of four. With groups,
   * rows are the outputs of a group and columns the inputs of all.
   */
  transposedFilter(filter: TensorInfo, groups: number): TensorInfo {
    const [height = 0, width = 0, inputs = 0, outputs = 0] = filter.shape
    if (inputs % 4 === 0 && (outputs / groups) % 4 === 0) {
      return this.own(transposeBlocks(this.#backend, filter, groups))
    }
    return this.own(
      rearrangeFilter(
        this.#backend,
        filter,
        [height * width, inFours(outputs / groups), inFours(inputs * groups)],
        { groups, isTransposed: true },
      ),
    )
  }
}

/** Channels cut off at the end, or zeros put there. One value an invocation, 8 bytes: memory bounds it. */
export function resizeChannels(
  backend: WebGPUBackend,
  tensor: TensorInfo,
  channels: number,
): TensorInfo {
  const given = tensor.shape.at(-1) ?? 1
  const shape = [...tensor.shape.slice(0, -1), channels]
  return runProgram(backend, {
    key: 'resizeChannels',
    outputShape: shape,
    outputComponents: 1,
    inputs: [{ name: 'values', tensor, components: 1 }],
    integers: { channels, given },
    invocations: (sizeOf(tensor) / given) * channels,
    body: `
      let channel = index % uniforms.channels;
      let value = values[index / uniforms.channels * uniforms.given + min(channel, uniforms.given - 1)];
      result[index] = select(0.0, value, channel < uniforms.given);`,
  })
}

/** The filter without its filling: [taps, inFours(in), inFours(out)] to the shape of the filter. */
export function cropFilter(
  backend: WebGPUBackend,
  filter: TensorInfo,
  shape: readonly [number, number, number, number],
): TensorInfo {
  const [, rows = 0, columns = 0] = filter.shape
  const [height, width, inputs, outputs] = shape
  return runProgram(backend, {
    key: 'cropFilter',
    outputShape: shape,
    outputComponents: 1,
    inputs: [{ name: 'values', tensor: filter, components: 1 }],
    integers: { rows, columns, inputs, outputs },
    invocations: height * width * inputs * outputs,
    body: `
      let output = index % uniforms.outputs;
      let row = index / uniforms.outputs;
      let tap = row / uniforms.inputs;
      result[index] = values[(tap * uniforms.rows + row % uniforms.inputs) * uniforms.columns + output];`,
  })
}

function rearrangeFilter(
  backend: WebGPUBackend,
  filter: TensorInfo,
  shape: readonly [taps: number, rows: number, columns: number],
  options: { readonly groups: number; readonly isTransposed: boolean },
): TensorInfo {
  const [taps, rows, columns] = shape
  const [, , inputs = 0, outputs = 0] = filter.shape
  const { groups, isTransposed } = options
  return runProgram(backend, {
    key: `rearrangeFilter_${isTransposed ? 'transposed' : 'plain'}`,
    outputShape: shape,
    outputComponents: 1,
    inputs: [{ name: 'values', tensor: filter, components: 1 }],
    integers: {
      rows,
      columns,
      inputs,
      outputs,
      groupOut: outputs / groups,
      allInputs: inputs * groups,
    },
    invocations: taps * rows * columns,
    body: `
      let column = index % uniforms.columns;
      let row = index / uniforms.columns % uniforms.rows;
      let tap = index / uniforms.columns / uniforms.rows;
      ${
        isTransposed
          ? `let isValue = (column < uniforms.allInputs) & (row < uniforms.groupOut);
             let input = column % uniforms.inputs;
             let output = column / uniforms.inputs * uniforms.groupOut + row;`
          : `let isValue = (column < uniforms.outputs) & (row < uniforms.inputs);
             let input = row;
             let output = column;`
      }
      let place = (tap * uniforms.inputs + input) * uniforms.outputs + output;
      result[index] = select(0.0, values[select(0, place, isValue)], isValue);`,
  })
}

/** The transposed filter where everything divides by four: a block of 4 x 4 an invocation, 64 bytes in and 64 out. */
function transposeBlocks(backend: WebGPUBackend, filter: TensorInfo, groups: number): TensorInfo {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = filter.shape
  const taps = height * width
  return runProgram(backend, {
    key: 'transposeBlocks',
    outputShape: [taps, outputs / groups, inputs * groups],
    outputComponents: 4,
    inputs: [{ name: 'values', tensor: filter, components: 4 }],
    integers: {
      inputs: inputs / 4,
      outputs: outputs / 4,
      groupOut: outputs / 4 / groups,
      columns: (inputs / 4) * groups,
    },
    invocations: (taps * inputs * outputs) / 16,
    body: `
      // Neighbours write neighbouring vectors.
      let input = index % uniforms.inputs;
      let output = index / uniforms.inputs % uniforms.outputs;
      let tap = index / uniforms.inputs / uniforms.outputs;
      let source = (tap * uniforms.inputs + input) * 4 * uniforms.outputs + output;
      let block = transpose(mat4x4<f32>(
        values[source],
        values[source + uniforms.outputs],
        values[source + 2 * uniforms.outputs],
        values[source + 3 * uniforms.outputs]));
      let column = output / uniforms.groupOut * uniforms.inputs + input;
      let place = (tap * uniforms.groupOut + output % uniforms.groupOut) * 4 * uniforms.columns + column;
      result[place] = block[0];
      result[place + uniforms.columns] = block[1];
      result[place + 2 * uniforms.columns] = block[2];
      result[place + 3 * uniforms.columns] = block[3];`,
  })
}
