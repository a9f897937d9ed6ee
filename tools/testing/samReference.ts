import * as ort from 'onnxruntime-web'
import type { SamPrompt } from '../../src/models/sam/samPrompt.ts'
import { labelPoints } from '../../src/models/sam/samPrompt.ts'

const SIDE = 1024
const CELLS = 64 * 64
const WIDTH = 256
const LOGITS = 256 * 256

export interface ReferenceMask {
  /** [256, 256] */
  readonly logits: Float32Array
  readonly predictedIou: number
}

export interface SamReferenceOptions {
  readonly threads?: number
  /** ONNX Runtime's build that has the provider; its WebAssembly one by itself. */
  readonly runtime?: Pick<typeof ort, 'InferenceSession' | 'env'>
  readonly provider?: 'wasm' | 'webgpu'
}

/** The published ONNX models in ONNX Runtime: what ours must agree with. */
export class SamReference {
  readonly #encoder: ort.InferenceSession
  readonly #decoder: ort.InferenceSession

  private constructor(encoder: ort.InferenceSession, decoder: ort.InferenceSession) {
    this.#encoder = encoder
    this.#decoder = decoder
  }

  static async load(
    encoder: Uint8Array,
    decoder: Uint8Array,
    { threads = 1, runtime = ort, provider = 'wasm' }: SamReferenceOptions = {},
  ): Promise<SamReference> {
    runtime.env.wasm.numThreads = threads
    const options = { executionProviders: [provider], graphOptimizationLevel: 'all' } as const
    return new SamReference(
      await runtime.InferenceSession.create(encoder, options),
      await runtime.InferenceSession.create(decoder, options),
    )
  }

  /** @param input [1024, 1024, 3], normalised @returns [64, 64, 256] */
  async encode(input: Float32Array): Promise<Float32Array> {
    const tensor = new ort.Tensor('float32', moveChannels(input, SIDE * SIDE, 3), [
      1,
      3,
      SIDE,
      SIDE,
    ])
    const { output } = await this.#encoder.run({ input: tensor })
    // The other way round, channels are the rows.
    return moveChannels(floats(output), WIDTH, CELLS)
  }

  /** One prompt, as the export takes it. @param embedding [64, 64, 256] */
  async decode(embedding: Float32Array, prompt: SamPrompt): Promise<ReferenceMask> {
    const points = labelPoints(prompt)
    const vector = (values: readonly number[], shape: readonly number[]): ort.Tensor =>
      new ort.Tensor('float32', Float32Array.from(values), shape)
    const outputs = await this.#decoder.run({
      image_embeddings: new ort.Tensor('float32', moveChannels(embedding, CELLS, WIDTH), [
        1,
        WIDTH,
        64,
        64,
      ]),
      point_coords: vector(
        points.flatMap(({ x, y }) => [x, y]),
        [1, points.length, 2],
      ),
      point_labels: vector(
        points.map(({ label }) => label),
        [1, points.length],
      ),
      mask_input: new ort.Tensor(
        'float32',
        prompt.previousLogits ?? new Float32Array(LOGITS),
        [1, 1, 256, 256],
      ),
      has_mask_input: vector([prompt.previousLogits === undefined ? 0 : 1], [1]),
      orig_im_size: vector([SIDE, SIDE], [2]),
    })
    return {
      logits: floats(outputs['low_res_masks']),
      predictedIou: floats(outputs['iou_predictions'])[0] ?? NaN,
    }
  }
}

/** [rows, columns] to [columns, rows] */
function moveChannels(values: Float32Array, rows: number, columns: number): Float32Array {
  const moved = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      moved[column * rows + row] = values[row * columns + column] ?? 0
    }
  }
  return moved
}

function floats(tensor: ort.Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data
  throw new Error('The reference gave no float output.')
}
