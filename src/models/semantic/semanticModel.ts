import * as tf from '@tensorflow/tfjs-core'
import type { Detection } from '../../domain/detection.ts'
import type { ImageSize } from '../../domain/image.ts'
import { LARGE_PIXELS } from '../../domain/image.ts'
import { Histogram, type ChannelRanges } from '../../domain/intensityRange.ts'
import { decodeInstances, type DecodeOptions } from '../../domain/regions/decodeInstances.ts'
import type { NamedMaps, SemanticMaps } from '../../domain/regions/semanticMaps.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { addFcn } from '../fcn/addFcn.ts'
import { RUN, TRAIN } from '../layers/pass.ts'
import { binaryCrossEntropy } from '../losses/binary.ts'
import { classTargets } from '../losses/classTargets.ts'
import { semanticLosses } from '../losses/semanticLosses.ts'
import { ParameterStore, type ParameterStoreOptions } from '../parameters/parameterStore.ts'
import type { PixelData } from '../pixelData.ts'
import type { FcnArchitecture, UNetArchitecture } from '../semanticArchitecture.ts'
import type { DetectOptions, LossContext, TrainableModel } from '../trainableModel.ts'
import { addUnet } from '../unet/addUnet.ts'
import { detectByWindows } from './detectByWindows.ts'
import { detectionsOf } from './detectionsOf.ts'
import { fillInput } from './fillInput.ts'
import { FULL_RANGES, inputRanges } from './inputRanges.ts'
import { readerOf, type PictureReader } from './pictureReader.ts'
import { predictMaps } from './predictMaps.ts'
import type { SemanticNetwork } from './semanticNetwork.ts'
import { semanticTargets } from './semanticTargets.ts'

/** Of the auxiliary head's loss, as torchvision's references have it. */
const AUXILIARY_SHARE = 0.5
/** Few pixels lie between touching objects: each counts this often. */
const TOUCHING_POSITIVES = 4
const TOUCHING_WEIGHT = 0.5

/** Where a large picture is counted: every so many rows are read at a time. */
const COUNTED_ROWS = 512

/** A network that names every pixel, and the way from there to objects: U-Net and FCN. */
export class SemanticModel implements TrainableModel {
  readonly architecture: UNetArchitecture | FcnArchitecture
  readonly parameters: ParameterStore
  readonly network: SemanticNetwork

  constructor(architecture: UNetArchitecture | FcnArchitecture, options: ParameterStoreOptions) {
    this.architecture = architecture
    this.parameters = new ParameterStore(options)
    this.network =
      architecture.family === 'unet'
        ? addUnet(this.parameters, architecture)
        : addFcn(this.parameters, architecture)
  }

  computeLosses(
    samples: readonly TrainingSample[],
    { random }: Partial<LossContext> = {},
  ): Record<string, tf.Scalar> {
    const { losses, classes } = this.architecture
    const targets = semanticTargets(samples, this.#hasShape)
    const { shape } = targets
    const pass = random === undefined ? TRAIN : { ...TRAIN, random }
    const logits = this.network.forward(this.#enter(samples, shape), pass)
    const crop = (map: tf.Tensor4D): tf.Tensor4D => tf.slice4d(map, [0, 0, 0, 0], [...shape, -1])
    const wanted = classTargets(targets.labels, shape, classes.length)
    const values = semanticLosses(crop(logits.classes), wanted, losses)
    if (logits.auxiliary !== null) {
      const parts = Object.values(semanticLosses(crop(logits.auxiliary), wanted, losses))
      values['loss_aux'] = tf.mul<tf.Scalar>(tf.addN(parts), AUXILIARY_SHARE)
    }
    if (logits.shape === null) return values
    const [touching, distance] = tf.split(crop(logits.shape), 2, 3)
    if (touching === undefined || distance === undefined) return values
    const counted = (target: Float32Array) => ({
      targets: tf.tensor4d(target, [...shape, 1]),
      counts: tf.expandDims(wanted.counts, 3),
    })
    values['loss_touching'] = tf.mul<tf.Scalar>(
      binaryCrossEntropy(touching, counted(targets.touching), TOUCHING_POSITIVES),
      TOUCHING_WEIGHT,
    )
    values['loss_distance'] = binaryCrossEntropy(distance, counted(targets.distance))
    return values
  }

  /** What the network says of each pixel. */
  async predict(
    picture: PixelData | PictureReader,
    options: Pick<DetectOptions, 'signal' | 'onProgress'> = {},
  ): Promise<NamedMaps> {
    const reader = 'read' in picture ? picture : readerOf(picture)
    return predictMaps(this.network, reader, {
      ...options,
      input: this.architecture.input,
      ranges: await this.findRanges(reader, options.signal),
    })
  }

  /** A picture of any size; a large one is looked at and decoded in parts. */
  async detect(
    picture: PixelData | PictureReader,
    options: DetectOptions = {},
    decoding: DecodeOptions = this.architecture.decoding,
  ): Promise<readonly Detection[]> {
    const reader = 'read' in picture ? picture : readerOf(picture)
    if (this.fitsWhole(reader.size)) {
      return this.decode(await this.predict(reader, options), options, decoding)
    }
    const { input } = this.architecture
    const ranges = await this.findRanges(reader, options.signal)
    const found = await detectByWindows(this.network, reader, {
      ...options,
      input,
      ranges,
      decoding,
    })
    return chosen(found, options)
  }

  /** Whether the maps of a picture are held and decoded at once. */
  fitsWhole({ width, height }: { readonly width: number; readonly height: number }): boolean {
    return width * height <= LARGE_PIXELS
  }

  /** The objects in what the network said, best first. */
  decode(
    maps: SemanticMaps,
    options: Pick<DetectOptions, 'scoreFloor' | 'maxDetections'> = {},
    decoding: DecodeOptions = this.architecture.decoding,
  ): readonly Detection[] {
    return chosen(detectionsOf(maps, decodeInstances(maps, decoding)), options)
  }

  /** What the model takes as 0 and as 1 of a picture. */
  async findRanges(reader: PictureReader, signal?: AbortSignal): Promise<ChannelRanges> {
    if (this.architecture.input.range === 'fixed') return FULL_RANGES
    const { width, height } = reader.size
    const histogram = new Histogram()
    if (reader.overview !== undefined && !this.fitsWhole(reader.size)) {
      histogram.addPicture(await reader.overview(signal))
      return inputRanges(this.architecture.input, histogram)
    }
    for (let y = 0; y < height; y += COUNTED_ROWS) {
      signal?.throwIfAborted()
      const rows = Math.min(COUNTED_ROWS, height - y)
      histogram.addPicture(await reader.read({ x: 0, y, width, height: rows }))
    }
    return inputRanges(this.architecture.input, histogram)
  }

  /** One tile of it. */
  passThrough(size: ImageSize): ImageSize {
    const { tile } = this.architecture.input
    const height = this.network.inputSide(Math.min(size.height, tile))
    const width = this.network.inputSide(Math.min(size.width, tile))
    tf.tidy(() => void this.network.forward(tf.zeros([1, height, width, 3]), RUN))
    return { width, height }
  }

  dispose(): void {
    this.parameters.dispose()
  }

  get #hasShape(): boolean {
    return this.architecture.family === 'unet' && this.architecture.instanceHeads
  }

  /** [batch, height, width, 3], as large as the network needs to answer for the largest picture. */
  #enter(
    samples: readonly TrainingSample[],
    [count, tallest, widest]: readonly [number, number, number],
  ): tf.Tensor4D {
    const { input } = this.architecture
    const { margin } = this.network
    const height = this.network.inputSide(tallest)
    const width = this.network.inputSide(widest)
    const pixels = new Float32Array(count * height * width * 3)
    samples.forEach((sample, i) => {
      const picture = { width: sample.width, height: sample.height, data: sample.rgb }
      const histogram = new Histogram()
      histogram.addPicture(picture)
      const own = pixels.subarray(i * height * width * 3, (i + 1) * height * width * 3)
      fillInput(
        own,
        { x: -margin, y: -margin, width, height },
        { picture, input, ranges: inputRanges(input, histogram) },
      )
    })
    return tf.tensor4d(pixels, [count, height, width, 3])
  }
}

function chosen(
  found: readonly Detection[],
  { scoreFloor = 0, maxDetections }: Pick<DetectOptions, 'scoreFloor' | 'maxDetections'>,
): readonly Detection[] {
  return found.filter(({ score }) => score >= scoreFloor).slice(0, maxDetections)
}
