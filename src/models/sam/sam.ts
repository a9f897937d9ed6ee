import * as tf from '@tensorflow/tfjs-core'
import type { StoredTensor } from '../checkpoint/safetensors.ts'
import { WeightReader } from '../checkpoint/weightReader.ts'
import { buildMaskDecoder, MASK_TOKENS, OUTPUT_TOKENS } from './maskDecoder.ts'
import { selectMask, unshuffleLogits } from './maskLogits.ts'
import { nextMacrotask } from '../nextMacrotask.ts'
import type { PixelData } from '../pixelData.ts'
import { ENCODING_WIDTH } from './positionalEncoding.ts'
import { buildPromptEncoder, EMBEDDING_SIDE } from './promptEncoder.ts'
import { NETWORK_SIDE, normalisePixels } from './samFrame.ts'
import { labelPoints, type SamPrompt } from './samPrompt.ts'
import { buildTinyVit } from './tinyVit.ts'

/** Prompts of one decoder pass, most first. Fixed sizes let the GPU reuse its buffers and programs. */
const BATCH_SIZES = [16, 8, 4, 1] as const
/** Points of a prompt are padded to one of these, for the same reason; the padding is hidden from attention. */
const SLOT_SIZES = [2, 4, 8, 16, 32] as const
/** Added to the score of a token that must not be seen. */
const HIDDEN = -1e9

export interface MaskCandidate {
  /** [256, 256] over the network frame: positive inside the mask. */
  readonly logits: Float32Array
  /** The decoder's estimate of the mask's IoU with the object. */
  readonly predictedIou: number
}

export interface EncodeOptions {
  readonly signal?: AbortSignal
  /** Share of the blocks that are done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
}

export interface DecodeOptions {
  readonly signal?: AbortSignal
  /** 'best' answers one mask a prompt, 'all' the three that an ambiguous prompt may mean. */
  readonly masks?: 'best' | 'all'
}

export interface Sam {
  /**
   * The embedding of a picture, [64, 64, 256], in ordinary memory: it outlives a change of backend.
   *
   * @param pixels scaled to the network frame (`SamFrame.networkSize`)
   * @throws DOMException AbortError soon after `signal` aborts
   */
  encode(pixels: PixelData, options?: EncodeOptions): Promise<Float32Array>
  /**
   * Masks for prompts on one picture, in the order of the prompts.
   *
   * @param embedding what `encode` gave
   * @throws DOMException AbortError soon after `signal` aborts
   */
  decode(
    embedding: Float32Array,
    prompts: readonly SamPrompt[],
    options?: DecodeOptions,
  ): Promise<MaskCandidate[][]>
  dispose(): void
}

/**
 * Segment Anything with MobileSAM's encoder, filled from its checkpoint.
 *
 * @throws CheckpointError when a tensor is missing, superfluous or of another shape
 */
export function createSam(checkpoint: ReadonlyMap<string, StoredTensor>): Sam {
  const weights = new WeightReader(checkpoint)
  try {
    return buildSam(weights)
  } catch (error) {
    weights.dispose()
    throw error
  }
}

function buildSam(weights: WeightReader): Sam {
  const blocks = buildTinyVit(weights)
  const promptEncoder = buildPromptEncoder(weights)
  const decodeMasks = buildMaskDecoder(weights, promptEncoder.imagePositions)
  weights.finish()

  const decodeBatch = async (
    embedding: Float32Array,
    prompts: readonly SamPrompt[],
    masks: 'best' | 'all',
  ): Promise<MaskCandidate[][]> => {
    const points = prompts.map((prompt) => labelPoints(prompt).length)
    const slots = slotsFor(Math.max(...points))
    const { logits, predictedIou } = tf.tidy(() => {
      const image = tf.tensor3d(embedding, [1, EMBEDDING_SIDE * EMBEDDING_SIDE, ENCODING_WIDTH])
      const hasMasks = prompts.some(({ previousLogits }) => previousLogits !== undefined)
      return decodeMasks({
        promptTokens: tf.tensor3d(promptEncoder.embedPoints(prompts, slots), [
          prompts.length,
          slots,
          ENCODING_WIDTH,
        ]),
        tokenBias: hideEmptySlots(points, slots),
        image: tf.add(image, hasMasks ? promptEncoder.embedMasks(prompts) : promptEncoder.noMask),
      })
    })
    try {
      const ious = await predictedIou.data<'float32'>()
      return await Promise.all(
        logits.map(async (tensor, i) => {
          const own = ious.subarray(i * MASK_TOKENS, (i + 1) * MASK_TOKENS)
          const chosen = masks === 'all' ? [1, 2, 3] : [selectMask(own, points[i] ?? 0)]
          const shuffled = await tensor.data<'float32'>()
          return chosen.map((mask) => ({
            logits: unshuffleLogits(shuffled, mask),
            predictedIou: own[mask] ?? 0,
          }))
        }),
      )
    } finally {
      tf.dispose([...logits, predictedIou])
    }
  }

  return {
    async encode(pixels, { signal, onProgress } = {}) {
      let x = tf.tensor4d(normalisePixels(pixels), [1, NETWORK_SIDE, NETWORK_SIDE, 3])
      try {
        for (const [i, block] of blocks.entries()) {
          signal?.throwIfAborted()
          const next = block(x)
          x.dispose()
          x = next
          await settle(x)
          onProgress?.((i + 1) / blocks.length)
        }
        signal?.throwIfAborted()
        return await x.data<'float32'>()
      } finally {
        x.dispose()
      }
    },

    async decode(embedding, prompts, { signal, masks = 'best' } = {}) {
      refuseEmptyPrompts(prompts)
      const candidates: MaskCandidate[][] = []
      while (candidates.length < prompts.length) {
        signal?.throwIfAborted()
        const left = prompts.length - candidates.length
        const size = BATCH_SIZES.find((batch) => batch <= left) ?? 1
        const batch = prompts.slice(candidates.length, candidates.length + size)
        candidates.push(...(await decodeBatch(embedding, batch, masks)))
        await nextMacrotask()
      }
      signal?.throwIfAborted()
      return candidates
    },

    dispose: () => weights.dispose(),
  }
}

/** Waits until the GPU has come as far as this tensor, and lets messages such as a cancel arrive. */
async function settle(x: tf.Tensor4D): Promise<void> {
  const pixel = tf.slice(x, [0, 0, 0, 0], [1, 1, 1, 1])
  try {
    await pixel.data()
  } finally {
    pixel.dispose()
  }
  await nextMacrotask()
}

function slotsFor(points: number): number {
  return SLOT_SIZES.find((size) => size >= points) ?? points
}

/** [prompts, OUTPUT_TOKENS + slots]: 0 for a token, HIDDEN for a slot beyond the prompt's points. */
function hideEmptySlots(points: readonly number[], slots: number): tf.Tensor2D {
  const bias = points.map((own) =>
    Array.from({ length: OUTPUT_TOKENS + slots }, (_, i) => (i < OUTPUT_TOKENS + own ? 0 : HIDDEN)),
  )
  return tf.tensor2d(bias)
}

function refuseEmptyPrompts(prompts: readonly SamPrompt[]): void {
  if (prompts.some(({ points, box }) => points.length === 0 && box === undefined)) {
    throw new RangeError('A prompt needs at least one point or a box.')
  }
}
