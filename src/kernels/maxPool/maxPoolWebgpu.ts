import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, componentsOf, runProgram } from '../webgpu/asWebgpu.ts'
import type { MaxPoolAttributes } from './maxPool.ts'

/**
 * The greatest of each window, four channels an invocation where they divide by four: size² comparisons and reads a
 * value (9 for ResNet's 3 x 3), one write; neighbours take neighbouring channels, so reads are whole cache lines and
 * windows that overlap find theirs in the cache. Bound by memory. A dozen registers, no workgroup memory: every lane is
 * resident; 200 x 336 x 64 windows are 1.1 million invocations.
 */
export const maxPoolWebgpu: KernelConfig = {
  kernelName: 'LimnMaxPool',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const options = attributesOf('LimnMaxPool', attrs)
    const x = requireInput(inputs, 'x')
    const components = componentsOf(x)
    const [batch, outHeight, outWidth, channels] = options.outputShape
    const vectors = channels / components
    return runProgram(asWebgpu(backend), {
      key: 'maxPool',
      outputShape: options.outputShape,
      outputComponents: components,
      inputs: [{ name: 'x', tensor: x, components }],
      integers: integersOf(options, vectors),
      invocations: batch * outHeight * outWidth * vectors,
      body: `
        let channel = index % uniforms.vectors;
        let window = index / uniforms.vectors;
        let row = window / uniforms.outWidth;
        let left = (window % uniforms.outWidth) * uniforms.strideX - uniforms.padX;
        let top = (row % uniforms.outHeight) * uniforms.strideY - uniforms.padY;
        let picture = row / uniforms.outHeight * uniforms.height;
        // At least one cell of a window lies in the picture.
        var greatest = x[((picture + max(top, 0)) * uniforms.width + max(left, 0)) * uniforms.vectors + channel];
        for (var y = max(top, 0); y < min(top + uniforms.sizeY, uniforms.height); y++) {
          for (var i = max(left, 0); i < min(left + uniforms.sizeX, uniforms.width); i++) {
            greatest = max(greatest, x[((picture + y) * uniforms.width + i) * uniforms.vectors + channel]);
          }
        }
        result[index] = greatest;`,
    })
  },
}

/**
 * What the cells get back: each gathers from the windows over it (at most ceil(size / stride)², 4 for ResNet's), where
 * it holds the greatest value and no cell before it does. So no two invocations write one place, and sums have one
 * order. A window costs two reads where the cell is not its greatest, and up to size² more where it is. One channel an
 * invocation, a dozen registers, no workgroup memory.
 */
export const maxPoolGradWebgpu: KernelConfig = {
  kernelName: 'LimnMaxPoolGrad',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const options = attributesOf('LimnMaxPoolGrad', attrs)
    const [batch, height, width, channels] = options.inputShape
    return runProgram(asWebgpu(backend), {
      key: 'maxPoolGrad',
      outputShape: options.inputShape,
      outputComponents: 1,
      inputs: [
        { name: 'dy', tensor: requireInput(inputs, 'dy'), components: 1 },
        { name: 'x', tensor: requireInput(inputs, 'x'), components: 1 },
        { name: 'y', tensor: requireInput(inputs, 'y'), components: 1 },
      ],
      integers: integersOf(options, channels),
      invocations: batch * height * width * channels,
      functions: `
        // Whether the window at \`top\`, \`left\` has this value in a cell before row \`y\`, column \`column\`.
        fn isEarlier(value : f32, plane : i32, top : i32, left : i32, y : i32, column : i32) -> bool {
          for (var i = max(top, 0); i <= y; i++) {
            let end = select(min(left + uniforms.sizeX, uniforms.width), column, i == y);
            for (var j = max(left, 0); j < end; j++) {
              if (x[plane + (i * uniforms.width + j) * uniforms.vectors] == value) { return true; }
            }
          }
          return false;
        }`,
      body: `
        let channel = index % uniforms.vectors;
        let cell = index / uniforms.vectors;
        let column = cell % uniforms.width;
        let row = (cell / uniforms.width) % uniforms.height;
        let picture = cell / (uniforms.width * uniforms.height);
        let plane = picture * uniforms.height * uniforms.width * uniforms.vectors + channel;
        let value = x[index];
        var sum = 0.0;
        let lastDown = min((row + uniforms.padY) / uniforms.strideY, uniforms.outHeight - 1);
        let lastAcross = min((column + uniforms.padX) / uniforms.strideX, uniforms.outWidth - 1);
        let firstDown = max(row + uniforms.padY - uniforms.sizeY + uniforms.strideY, 0) / uniforms.strideY;
        let firstAcross = max(column + uniforms.padX - uniforms.sizeX + uniforms.strideX, 0) / uniforms.strideX;
        for (var down = firstDown; down <= lastDown; down++) {
          for (var across = firstAcross; across <= lastAcross; across++) {
            let window = ((picture * uniforms.outHeight + down) * uniforms.outWidth + across)
              * uniforms.vectors + channel;
            if (y[window] != value) { continue; }
            let top = down * uniforms.strideY - uniforms.padY;
            let left = across * uniforms.strideX - uniforms.padX;
            if (isEarlier(value, plane, top, left, row, column)) { continue; }
            sum += dy[window];
          }
        }
        result[index] = sum;`,
    })
  },
}

function integersOf(
  { inputShape, outputShape, size, strides, padding }: MaxPoolAttributes,
  vectors: number,
): Record<string, number> {
  return {
    vectors,
    height: inputShape[1],
    width: inputShape[2],
    outHeight: outputShape[1],
    outWidth: outputShape[2],
    sizeY: size[0],
    sizeX: size[1],
    strideY: strides[0],
    strideX: strides[1],
    padY: padding[0],
    padX: padding[1],
  }
}
