import * as tf from '@tensorflow/tfjs-core'
import { softmax } from '../../kernels/softmax/softmax.ts'
import type { Detection } from '../../domain/detection.ts'
import type { ImageSize } from '../../domain/image.ts'
import { TORCHVISION_LOSSES } from '../../domain/training/headLosses.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import type { MaskRcnnArchitecture } from '../architecture.ts'
import { RUN, TRAIN, type Pass } from '../layers/pass.ts'
import { nextMacrotask } from '../nextMacrotask.ts'
import { ParameterStore, type ParameterStoreOptions } from '../parameters/parameterStore.ts'
import type { PixelData } from '../pixelData.ts'
import type { DetectOptions, LossContext, TrainableModel } from '../trainableModel.ts'
import { AnchorStore } from './anchorStore.ts'
import { assignAnchors } from './assignAnchors.ts'
import { clipBoxes, decodeBoxes, DETECTION_WEIGHTS } from './boxCoder.ts'
import { chooseDetections, type ChosenBox } from './chooseDetections.ts'
import { detach } from './detach.ts'
import { enterObjects } from './enterObjects.ts'
import { enterPictures, type NetworkBatch } from './enterPictures.ts'
import { boxLosses, maskLoss, pickClass, proposalLosses } from './maskRcnnLosses.ts'
import { addMaskRcnnNetwork, type MaskRcnnNetwork } from './network.ts'
import { pasteMask, thresholdMask } from './pasteMask.ts'
import type { PictureFrame } from './pictureFrame.ts'
import { makeRoiPooler, poolRois, type RoiPooler } from './poolRois.ts'
import { selectProposals, type LevelOutlook, type Proposals } from './regionProposals.ts'
import { BOX_SIDE, MASK_ROI_SIDE, MASK_SIDE } from './roiHeads.ts'
import { sampleRois } from './sampleRois.ts'

/** Masks are computed this many at a time, whatever the number of objects: one shape, compiled once. */
const MASK_ROWS = 16
/** Where in the work of `detect` its first step ends. */
const BOXES_DONE = 0.6

/** Mask R-CNN as torchvision has it. The parts are open, so that each can be held to its reference. */
export class MaskRcnn implements TrainableModel {
  readonly architecture: MaskRcnnArchitecture
  readonly parameters: ParameterStore
  readonly network: MaskRcnnNetwork
  readonly #anchors: AnchorStore

  constructor(architecture: MaskRcnnArchitecture, options: ParameterStoreOptions) {
    this.architecture = architecture
    this.parameters = new ParameterStore(options)
    this.network = addMaskRcnnNetwork(this.parameters, architecture)
    this.#anchors = new AnchorStore(architecture.anchors)
  }

  computeLosses(
    samples: readonly TrainingSample[],
    { random }: LossContext,
  ): Record<string, tf.Scalar> {
    const { limits, input, classes, losses = TORCHVISION_LOSSES } = this.architecture
    const pass: Pass = { ...TRAIN, random }
    const batch = enterPictures(samples.map(asPixels), input)
    const objects = enterObjects(samples, batch.frames)

    const maps = this.network.see(tf.tensor4d(batch.pixels, [...batch.shape]), pass)
    const outlooks = this.network.proposalHead(maps, pass)
    const anchors = this.#anchors.find([batch.shape[1], batch.shape[2]], maps)
    const ofPicture = objects.counts.map((count, i) =>
      objects.boxes.subarray(i * objects.slots * 4, (i * objects.slots + count) * 4),
    )
    const anchorTargets = assignAnchors(anchors.all, ofPicture, {
      limits: limits.rpnSampling,
      random,
    })

    const proposals = this.propose(outlooks, anchors.levels, { batch, phase: 'train' })
    const rois = sampleRois(proposals, objects, { limits: limits.boxSampling, random })
    const pooler = this.makePooler(maps, batch)
    const seen = this.network.boxHead.look(poolRois(pooler, rois.boxes, rois.pictures, BOX_SIDE), {
      ...pass,
      rows: tf.cast(tf.greaterEqual(rois.pictures, 0), 'float32'),
    })
    const predicted = this.network.boxHead.predict(seen)

    return {
      ...boxLosses(predicted, rois, { classes: classes.length, kinds: losses }),
      loss_mask: maskLoss(this.network.maskHead, {
        ...{ pooler, rois, objects, pass, kind: losses.masks },
        perPicture: Math.min(limits.maskSamples, rois.perPicture),
      }),
      ...proposalLosses(outlooks, anchorTargets),
    }
  }

  async detect(image: PixelData, options: DetectOptions = {}): Promise<readonly Detection[]> {
    const [found = []] = await this.detectBatch([image], options)
    return found
  }

  /** The objects in each picture. Pictures of one batch are padded to one size, which shows at their borders. */
  async detectBatch(
    images: readonly PixelData[],
    options: DetectOptions = {},
  ): Promise<readonly (readonly Detection[])[]> {
    const { signal, onProgress } = options
    const batch = enterPictures(images, this.architecture.input)
    const maps = tf.tidy(() => {
      const pixels = tf.tensor4d(batch.pixels, [...batch.shape])
      return [...this.network.see(pixels, RUN)]
    })
    try {
      const pooler = this.makePooler(maps, batch)
      const chosen = await this.#findBoxes(maps, batch, { pooler, options })
      signal?.throwIfAborted()
      onProgress?.(BOXES_DONE)
      const found = batch.frames.map((): Detection[] => [])
      for (let done = 0; done < chosen.length; done += MASK_ROWS) {
        const some = chosen.slice(done, done + MASK_ROWS)
        const masks = await this.findMasks(pooler, some)
        some.forEach((box, i) => {
          const [frame, mask] = [batch.frames[box.picture], masks[i]]
          if (frame && mask) found[box.picture]?.push(toDetection(box, mask, frame))
        })
        await nextMacrotask()
        signal?.throwIfAborted()
        onProgress?.(BOXES_DONE + ((1 - BOXES_DONE) * (done + some.length)) / chosen.length)
      }
      return found
    } finally {
      tf.dispose(maps)
    }
  }

  passThrough(size: ImageSize): ImageSize {
    return tf.tidy(() => {
      const batch = enterPictures([blankPicture(size)], this.architecture.input)
      const [, height, width] = batch.shape
      const maps = this.network.see(tf.tensor4d(batch.pixels, [...batch.shape]), RUN)
      const pooler = this.makePooler(maps, batch)
      this.#scoreBoxes(maps, batch, pooler)
      this.#scoreMasks(pooler, tf.zeros([MASK_ROWS, 4]), {
        pictures: tf.zeros([MASK_ROWS]),
        labels: tf.zeros([MASK_ROWS], 'int32'),
      })
      return { width, height }
    })
  }

  /** Proposals of a batch, from which no gradient goes back. */
  propose(
    outlooks: readonly LevelOutlook[],
    anchors: readonly tf.Tensor2D[],
    { batch, phase }: { readonly batch: NetworkBatch; readonly phase: 'train' | 'test' },
  ): Proposals {
    const { preNms, postNms, nmsOverlap } = this.architecture.limits.proposals
    const detached = outlooks.map(({ objectness, deltas }) => ({
      objectness: detach(objectness),
      deltas: detach(deltas),
    }))
    return selectProposals(detached, anchors, {
      preNms: preNms[phase],
      postNms: postNms[phase],
      nmsOverlap,
      sizes: networkSizes(batch),
    })
  }

  /** The pooled level is for proposals only. */
  makePooler(maps: readonly tf.Tensor4D[], { frames }: NetworkBatch): RoiPooler {
    const height = Math.max(...frames.map(({ networkSize }) => networkSize.height))
    return makeRoiPooler(maps.slice(0, -1), height)
  }

  /**
   * Every class's box of every proposal: probabilities [rois, classes] and boxes [rois, classes, 4], clipped.
   *
   * @param rois those of the first picture, then as many of the next
   */
  classify(
    pooler: RoiPooler,
    rois: { readonly boxes: tf.Tensor2D; readonly pictures: tf.Tensor1D },
    batch: NetworkBatch,
  ): { readonly scores: tf.Tensor2D; readonly boxes: tf.Tensor3D } {
    const { boxHead } = this.network
    const pooled = poolRois(pooler, rois.boxes, rois.pictures, BOX_SIDE)
    const { logits, deltas } = boxHead.predict(boxHead.look(pooled, RUN))
    const decoded = decodeBoxes(tf.expandDims(rois.boxes, 1), deltas, DETECTION_WEIGHTS)
    const ofPictures = tf.reshape<tf.Rank.R3>(decoded, [batch.shape[0], -1, 4])
    const boxes = clipBoxes(ofPictures, networkSizes(batch))
    return { scores: softmax(logits), boxes: tf.reshape(boxes, deltas.shape) }
  }

  /** Probabilities [28, 28] of each box's own class, of at most MASK_ROWS boxes. */
  async findMasks(
    pooler: RoiPooler,
    chosen: readonly (ChosenBox & { readonly picture: number })[],
  ): Promise<Float32Array[]> {
    const corners = new Float32Array(MASK_ROWS * 4)
    chosen.forEach((box, i) => corners.set(box.corners, i * 4))
    const pictures = Array.from({ length: MASK_ROWS }, (_, i) => chosen[i]?.picture ?? -1)
    const labels = Array.from({ length: MASK_ROWS }, (_, i) => chosen[i]?.label ?? 0)
    const probabilities = tf.tidy(() =>
      this.#scoreMasks(pooler, tf.tensor2d(corners, [MASK_ROWS, 4]), {
        pictures: tf.tensor1d(pictures),
        labels: tf.tensor1d(labels, 'int32'),
      }),
    )
    try {
      const values = await probabilities.data<'float32'>()
      const area = MASK_SIDE * MASK_SIDE
      return chosen.map((_, i) => values.slice(i * area, (i + 1) * area))
    } finally {
      probabilities.dispose()
    }
  }

  dispose(): void {
    this.#anchors.dispose()
    this.parameters.dispose()
  }

  async #findBoxes(
    maps: readonly tf.Tensor4D[],
    batch: NetworkBatch,
    { pooler, options }: { readonly pooler: RoiPooler; readonly options: DetectOptions },
  ): Promise<readonly (ChosenBox & { readonly picture: number })[]> {
    const { limits, classes } = this.architecture
    const { scores, boxes } = tf.tidy(() => this.#scoreBoxes(maps, batch, pooler))
    try {
      const allScores = await scores.data<'float32'>()
      const allBoxes = await boxes.data<'float32'>()
      return batch.frames.flatMap((_, picture) => {
        const part = (values: Float32Array): Float32Array => {
          const length = values.length / batch.frames.length
          return values.subarray(picture * length, (picture + 1) * length)
        }
        return chooseDetections(part(allScores), part(allBoxes), {
          classes: classes.length,
          scoreFloor: options.scoreFloor ?? limits.detections.scoreFloor,
          nmsOverlap: options.maxOverlap ?? limits.detections.nmsOverlap,
          count: options.maxDetections ?? limits.detections.count,
        }).map((box) => ({ ...box, picture }))
      })
    } finally {
      tf.dispose([scores, boxes])
    }
  }

  /** Probabilities [rois, classes] and boxes [rois, classes, 4] of every proposal. */
  #scoreBoxes(
    maps: readonly tf.Tensor4D[],
    batch: NetworkBatch,
    pooler: RoiPooler,
  ): { readonly scores: tf.Tensor2D; readonly boxes: tf.Tensor3D } {
    const anchors = this.#anchors.find([batch.shape[1], batch.shape[2]], maps)
    const outlooks = this.network.proposalHead(maps, RUN)
    const proposals = this.propose(outlooks, anchors.levels, { batch, phase: 'test' })
    const answer = this.classify(pooler, asRois(proposals), batch)
    // What only pads scores nothing.
    const weight = tf.cast(tf.reshape(proposals.isValid, [-1, 1]), 'float32')
    return { scores: tf.mul<tf.Tensor2D>(answer.scores, weight), boxes: answer.boxes }
  }

  /** [rows, 28, 28] of boxes [rows, 4], their pictures [rows] and labels [rows]. */
  #scoreMasks(
    pooler: RoiPooler,
    boxes: tf.Tensor2D,
    { pictures, labels }: { readonly pictures: tf.Tensor1D; readonly labels: tf.Tensor1D },
  ): tf.Tensor3D {
    const { look, predict } = this.network.maskHead
    const pooled = poolRois(pooler, boxes, pictures, MASK_ROI_SIDE)
    const logits = predict(look(pooled, RUN), RUN) // [rows, 28, 28, classes]
    return tf.sigmoid(pickClass(logits, labels))
  }
}

/** Proposals as rows of one list, with the picture of each, -1 for padding. */
export function asRois({ boxes, isValid }: Proposals): {
  boxes: tf.Tensor2D
  pictures: tf.Tensor1D
} {
  const [batch, count] = isValid.shape
  const numbers = tf.tensor2d(Array.from({ length: batch }, (_, i) => [i + 1]))
  const pictures = tf.sub(tf.mul(tf.cast(isValid, 'float32'), numbers), 1)
  return {
    boxes: tf.reshape(boxes, [batch * count, 4]),
    pictures: tf.reshape(pictures, [batch * count]),
  }
}

function asPixels({ width, height, rgb }: TrainingSample): PixelData {
  return { width, height, data: rgb }
}

function blankPicture({ width, height }: ImageSize): PixelData {
  return { width, height, data: new Uint8Array(width * height * 3) }
}

function networkSizes({ frames }: NetworkBatch): (readonly [number, number])[] {
  return frames.map(({ networkSize }) => [networkSize.width, networkSize.height] as const)
}

function toDetection(
  { label, score, corners }: ChosenBox,
  mask: Float32Array,
  frame: PictureFrame,
): Detection {
  const left = frame.leave(corners)
  const [x1, y1, x2, y2] = left
  return {
    label,
    score,
    box: { x: x1, y: y1, width: x2 - x1, height: y2 - y1 },
    mask: thresholdMask(pasteMask(mask, left, frame.imageSize), frame.imageSize),
  }
}
