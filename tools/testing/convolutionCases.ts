import type { Activation } from '../../src/kernels/activation.ts'
import type { GeometryOptions } from '../../src/kernels/convolution/convolutionGeometry.ts'

/** A convolution to hold to its reference, small in its maps and odd in its sizes. */
export interface ConvolutionCase extends GeometryOptions {
  readonly x: [batch: number, height: number, width: number, channels: number]
  /** [height, width, out] */
  readonly filter: [number, number, number]
  readonly hasBias?: boolean
  readonly activation?: Activation
}

/** Each stride, padding and dilation of the networks, and what no network of ours has. */
export const CONVOLUTION_CASES: Readonly<Record<string, ConvolutionCase>> = {
  "ResNet's stem": { x: [2, 15, 17, 3], filter: [7, 7, 16], strides: 2, padding: 3 },
  "ResNet's 3x3 with stride 2": { x: [1, 9, 11, 8], filter: [3, 3, 12], strides: 2, padding: 1 },
  "ResNet's 3x3 with bias and ReLU": {
    x: [2, 7, 6, 16],
    filter: [3, 3, 16],
    padding: 1,
    hasBias: true,
    activation: 'relu',
  },
  "ResNet's 1x1": { x: [2, 5, 7, 16], filter: [1, 1, 24] },
  "ResNet's 1x1 with stride 2": { x: [1, 7, 9, 8], filter: [1, 1, 16], strides: 2 },
  "FCN's 3x3 of dilation 2": {
    x: [1, 9, 10, 8],
    filter: [3, 3, 8],
    padding: 2,
    dilations: 2,
  },
  "FCN's 3x3 of dilation 4, wider than the map": {
    x: [2, 7, 7, 4],
    filter: [3, 3, 8],
    padding: 4,
    dilations: 4,
  },
  "MobileNet's stem with ReLU6": {
    x: [2, 13, 11, 3],
    filter: [3, 3, 8],
    strides: 2,
    padding: 'same',
    hasBias: true,
    activation: 'relu6',
  },
  "MobileNet's depthwise": {
    x: [2, 7, 9, 12],
    filter: [3, 3, 12],
    padding: 1,
    groups: 12,
    hasBias: true,
    activation: 'relu6',
  },
  "MobileNet's depthwise with stride 2": {
    x: [1, 10, 9, 8],
    filter: [3, 3, 8],
    strides: 2,
    padding: 'same',
    groups: 8,
  },
  'a depthwise over a wide map': {
    x: [2, 3, 37, 8],
    filter: [3, 3, 8],
    padding: 1,
    groups: 8,
    hasBias: true,
  },
  'a depthwise over a wide map with stride 2': {
    x: [1, 5, 67, 4],
    filter: [4, 3, 4],
    strides: 2,
    padding: 2,
    groups: 4,
  },
  'a depthwise of 5x5': { x: [1, 7, 6, 4], filter: [5, 5, 4], padding: 2, groups: 4 },
  'a depthwise filter wider than any network has': {
    x: [1, 3, 12, 4],
    filter: [1, 9, 4],
    padding: 'same',
    groups: 4,
  },
  'a picture of two channels, dilated': { x: [2, 9, 11, 2], filter: [3, 5, 4], dilations: 2 },
  'a depthwise of seven channels and dilation 2': {
    x: [1, 8, 8, 7],
    filter: [3, 3, 7],
    padding: 2,
    dilations: 2,
    groups: 7,
  },
  "U-Net's 3x3 without padding": { x: [1, 10, 12, 6], filter: [3, 3, 10] },
  "U-Net's last 1x1 to one channel": { x: [1, 6, 5, 16], filter: [1, 1, 1], hasBias: true },
  'four groups of vectors': { x: [2, 6, 5, 16], filter: [3, 3, 32], padding: 1, groups: 4 },
  'three groups of odd channels with GELU': {
    x: [1, 6, 7, 9],
    filter: [3, 2, 6],
    padding: 1,
    groups: 3,
    hasBias: true,
    activation: 'gelu',
  },
  'two outputs an input channel': { x: [1, 6, 6, 4], filter: [3, 3, 8], padding: 1, groups: 4 },
  'everything unequal': {
    x: [3, 11, 8, 5],
    filter: [2, 4, 7],
    strides: [3, 1],
    dilations: [1, 2],
    padding: [
      [2, 0],
      [1, 3],
    ],
    hasBias: true,
  },
  'a stride longer than the filter': { x: [1, 9, 9, 4], filter: [2, 2, 4], strides: 3 },
  'one pixel': { x: [1, 1, 1, 8], filter: [3, 3, 4], padding: 1, hasBias: true },
  'many tiles': { x: [2, 11, 13, 20], filter: [3, 3, 36], padding: 1, hasBias: true },
  'an empty batch': { x: [0, 6, 6, 4], filter: [3, 3, 8], padding: 1, hasBias: true },
}
