import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { runProgram } from '../../webgpu/asWebgpu.ts'
import type { ConvolutionGeometry } from '../convolutionGeometry.ts'
import { each } from './gatherWgsl.ts'
import { inFours } from './rearrange.ts'

/** Bytes that an unrolled picture may take; a larger one has its channels filled up instead. */
const MOST_BYTES = 64 * 2 ** 20

/**
 * Whether a picture of one to three channels meets a filter of more than one pixel. Filled up to four channels each tap
 * is one vector of which a quarter or more is zeros, and as much is spent on finding it as on multiplying; a whole row of
 * the filter is many vectors in one place.
 */
export function isUnrolled(g: ConvolutionGeometry): boolean {
  const isNarrow = g.groups === 1 && g.inChannels < 4 && g.filterWidth > 1 && g.filterWidth <= 16
  const values = g.batch * g.outHeight * g.outWidth * g.filterHeight * rowLength(g)
  return isNarrow && values * 4 <= MOST_BYTES
}

/** The same convolution over an unrolled picture: a filter of one pixel. */
export function unrolledGeometry(g: ConvolutionGeometry): ConvolutionGeometry {
  return {
    ...g,
    inHeight: g.outHeight,
    inWidth: g.outWidth,
    inChannels: g.filterHeight * rowLength(g),
    filterHeight: 1,
    filterWidth: 1,
    strideDown: 1,
    strideAcross: 1,
    dilationDown: 1,
    dilationAcross: 1,
    padTop: 0,
    padLeft: 0,
  }
}

/** The filter as unrolled rows meet it: a row's taps are channels. Zeros must still fill them up. */
export function unrolledFilter(g: ConvolutionGeometry, filter: TensorInfo): TensorInfo {
  return { ...filter, shape: [g.filterHeight, 1, g.filterWidth * g.inChannels, g.outChannels] }
}

/**
 * [batch, outHeight, outWidth, filterHeight · row]: for each pixel of the answer what the filter sees, `row` being a
 * filter row's pixels and channels filled up to a multiple of four. One row an invocation: for 7 x 3 values 84 bytes in,
 * mostly from the cache, and 96 out; memory bounds it.
 */
export function unrollRows(
  backend: WebGPUBackend,
  g: ConvolutionGeometry,
  x: TensorInfo,
): TensorInfo {
  const values = g.filterWidth * g.inChannels
  const vectors = rowLength(g) / 4
  const valueAt = (i: number): string =>
    i < values ? `value${Math.floor(i / g.inChannels)}_${i % g.inChannels}` : '0.0'
  return runProgram(backend, {
    key: `unrollRows_${g.filterWidth}_${g.inChannels}`,
    outputShape: [g.batch, g.outHeight, g.outWidth, g.filterHeight * vectors * 4],
    outputComponents: 4,
    inputs: [{ name: 'x', tensor: x, components: 1 }],
    integers: {
      filterHeight: g.filterHeight,
      inHeight: g.inHeight,
      inWidth: g.inWidth,
      outHeight: g.outHeight,
      outWidth: g.outWidth,
      strideDown: g.strideDown,
      strideAcross: g.strideAcross,
      dilationDown: g.dilationDown,
      dilationAcross: g.dilationAcross,
      padTop: g.padTop,
      padLeft: g.padLeft,
    },
    invocations: g.batch * g.outHeight * g.outWidth * g.filterHeight,
    body: `
      let pixel = index / uniforms.filterHeight;
      let row = pixel / uniforms.outWidth;
      let left = pixel % uniforms.outWidth * uniforms.strideAcross - uniforms.padLeft;
      let y = row % uniforms.outHeight * uniforms.strideDown - uniforms.padTop
        + index % uniforms.filterHeight * uniforms.dilationDown;
      let isRow = u32(y) < u32(uniforms.inHeight);
      let start = (row / uniforms.outHeight * uniforms.inHeight + y) * uniforms.inWidth;
      ${each(
        g.filterWidth,
        (tap) => `
        let x${tap} = left + ${tap} * uniforms.dilationAcross;
        let isIn${tap} = isRow & (u32(x${tap}) < u32(uniforms.inWidth));
        let at${tap} = (start + x${tap}) * ${g.inChannels};
        ${each(g.inChannels, (channel) => `let value${tap}_${channel} = select(0.0, x[at${tap} + ${channel}], isIn${tap});`)}`,
      )}
      ${each(vectors, (v) => `result[index * ${vectors} + ${v}] = vec4<f32>(${[0, 1, 2, 3].map((lane) => valueAt(v * 4 + lane)).join(', ')});`)}`,
  })
}

/** Values of an unrolled row of the filter. */
function rowLength({ filterWidth, inChannels }: ConvolutionGeometry): number {
  return inFours(filterWidth * inChannels)
}
