import * as tf from '@tensorflow/tfjs-core'
import { clipBox, type Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { CardClass } from '../../domain/modelCard.ts'
import { suppressOverlaps } from '../../domain/nonMaxSuppression.ts'
import type { StoredTensor } from '../checkpoint/safetensors.ts'
import { WeightReader } from '../checkpoint/weightReader.ts'
import { channelsOf, type PixelData } from '../pixelData.ts'
import { decodeDetections, type SsdReadout } from './decodeDetections.ts'
import { buildMobileNetV2 } from './mobileNetV2.ts'
import { buildSsdHead } from './ssdHead.ts'

/** Side of the square that the picture is stretched to. */
const NETWORK_SIDE = 300
const ANCHORS = 1917

export interface Detection {
  /** The class's name on the model card. */
  readonly label: string
  /** 0 to 1 */
  readonly score: number
  /** Image frame, clipped to the picture. */
  readonly box: Box
}

export interface DetectOptions {
  /** The size of the picture in whose frame boxes are wanted; `pixels` may be a smaller copy of it. */
  readonly imageSize: ImageSize
  /** Boxes that score less are dropped. */
  readonly scoreFloor: number
  /** Boxes that overlap a better one by more than this IoU are dropped, whatever their class. */
  readonly maxOverlap: number
  readonly maxDetections: number
  readonly signal?: AbortSignal
}

export interface CocoSsd {
  /** Objects of the known classes, best first. @throws DOMException AbortError soon after `signal` aborts */
  detect(pixels: PixelData, options: DetectOptions): Promise<Detection[]>
  /** What the network says of each anchor, undecoded; for specs and self-tests. */
  predict(pixels: PixelData): Promise<SsdReadout>
  dispose(): void
}

/**
 * SSDLite on MobileNetV2, trained on COCO.
 *
 * @param classes those of the model card
 * @throws CheckpointError when a tensor is missing, superfluous or of another shape
 */
export function createCocoSsd(
  checkpoint: ReadonlyMap<string, StoredTensor>,
  classes: readonly CardClass[],
): CocoSsd {
  const weights = new WeightReader(checkpoint)
  try {
    return buildCocoSsd(weights, classes)
  } catch (error) {
    weights.dispose()
    throw error
  }
}

function buildCocoSsd(weights: WeightReader, classes: readonly CardClass[]): CocoSsd {
  const backbone = buildMobileNetV2(weights, 'backbone')
  const head = buildSsdHead(weights)
  const anchors = weights.values('anchors', [ANCHORS, 4])
  weights.finish()
  const names = new Map(classes.map(({ id, name }) => [id, name]))

  const predict = async (pixels: PixelData): Promise<SsdReadout> => {
    const { boxes, logits } = tf.tidy(() => head(backbone(toNetworkFrame(pixels))))
    try {
      const [boxValues, logitValues] = await Promise.all([
        boxes.data<'float32'>(),
        logits.data<'float32'>(),
      ])
      return { anchors, boxes: boxValues, logits: logitValues }
    } finally {
      tf.dispose([boxes, logits])
    }
  }

  return {
    predict,
    async detect(pixels, { imageSize, scoreFloor, maxOverlap, maxDetections, signal }) {
      signal?.throwIfAborted()
      const readout = await predict(pixels)
      signal?.throwIfAborted()
      const candidates = decodeDetections(readout, { scoreFloor, classIds: [...names.keys()] }).map(
        ({ classId, score, relativeBox }): Detection => ({
          label: names.get(classId) ?? '',
          score,
          box: toImageFrame(relativeBox, imageSize),
        }),
      )
      return suppressOverlaps(candidates, maxOverlap)
        .slice(0, maxDetections)
        .flatMap((index) => candidates[index] ?? [])
    },
    dispose: () => weights.dispose(),
  }
}

/** Stretched to 300 x 300 and scaled to -1 … 1: [1, 300, 300, 3]. */
function toNetworkFrame(pixels: PixelData): tf.Tensor4D {
  const { width, height } = pixels
  const picture = tf.tensor3d(dropAlpha(pixels), [height, width, 3])
  const stretched = tf.image.resizeBilinear(picture, [NETWORK_SIDE, NETWORK_SIDE])
  return tf.expandDims(tf.sub(tf.mul(stretched, 2 / 255), 1))
}

function dropAlpha(pixels: PixelData): Float32Array {
  const channels = channelsOf(pixels)
  const count = pixels.width * pixels.height
  const rgb = new Float32Array(count * 3)
  for (let i = 0, from = 0, to = 0; i < count; i++, from += channels, to += 3) {
    rgb[to] = pixels.data[from] ?? 0
    rgb[to + 1] = pixels.data[from + 1] ?? 0
    rgb[to + 2] = pixels.data[from + 2] ?? 0
  }
  return rgb
}

function toImageFrame(relativeBox: Box, { width, height }: ImageSize): Box {
  const box = {
    x: relativeBox.x * width,
    y: relativeBox.y * height,
    width: relativeBox.width * width,
    height: relativeBox.height * height,
  }
  return clipBox(box, { width, height })
}
