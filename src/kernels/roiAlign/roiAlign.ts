import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'

export interface RoiAlignOptions {
  /** Bins of the answer: [height, width], or one number for both. */
  readonly outputSize: number | readonly [height: number, width: number]
  /** Feature cells per unit of the boxes: 1/16 for a map of stride 16. */
  readonly spatialScale?: number
  /** Samples a side of a bin; 0 or less takes as many as the bin has cells, rounded up. */
  readonly samplingRatio?: number
  /** Whether boxes are shifted by half a cell, so that cell centres lie at whole numbers. */
  readonly aligned?: boolean
}

/** What the kernel and its gradient are given. */
export interface RoiAlignAttributes {
  /** [batch, height, width, channels] */
  readonly featureShape: readonly [number, number, number, number]
  readonly outputSize: readonly [height: number, width: number]
  readonly spatialScale: number
  readonly samplingRatio: number
  readonly aligned: boolean
}

/**
 * RoIAlign (He et al., "Mask R-CNN", 2017) as torchvision's `roi_align` computes it: each box is divided into bins, and
 * a bin is the mean of bilinear samples of the features. Differentiable in the features; boxes get a gradient of zero,
 * as torchvision's do.
 *
 * @param features [batch, height, width, channels] float32
 * @param rois [count, 5]: picture of the batch, then x1, y1, x2, y2. A picture that is not in the batch (-1) pads: its
 *   bins are zero and send nothing back
 * @returns [count, outputHeight, outputWidth, channels]
 */
export function roiAlign(
  features: tf.Tensor4D,
  rois: tf.Tensor2D,
  options: RoiAlignOptions,
): tf.Tensor4D {
  const { spatialScale = 1, samplingRatio = 0, aligned = false } = options
  const { outputSize: size } = options
  const outputSize = typeof size === 'number' ? ([size, size] as const) : size
  const shape = `rois of shape [${rois.shape.join(', ')}]`
  if (rois.shape[1] !== 5) {
    fail('bad-request', `roiAlign was given ${shape}.`, 'Pass rows of picture, x1, y1, x2, y2.')
  }
  if (!outputSize.every((bins) => Number.isInteger(bins) && bins > 0)) {
    const given = outputSize.join(' x ')
    fail('bad-request', `roiAlign cannot make ${given} bins.`, 'Ask for whole numbers above zero.')
  }
  if (!(spatialScale > 0 && Number.isFinite(spatialScale)) || !Number.isInteger(samplingRatio)) {
    fail(
      'bad-request',
      `roiAlign was given the scale ${spatialScale} and the sampling ratio ${samplingRatio}.`,
      'Pass a scale above zero and a whole ratio.',
    )
  }
  const featureShape = features.shape
  return tf
    .engine()
    .runKernel(
      'LimnRoiAlign',
      { features, rois },
      { featureShape, outputSize, spatialScale, samplingRatio, aligned },
    )
}
