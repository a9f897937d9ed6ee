import * as tf from '@tensorflow/tfjs-core'
import { hasKernel } from '../hasKernel.ts'
import { isTaped } from '../isTaped.ts'

export interface AttentionOptions {
  /** [batch, queries, heads * depth]; a batch of 1 serves every batch of the others. */
  readonly queries: tf.Tensor3D
  /** [batch, keys, heads * depth] */
  readonly keys: tf.Tensor3D
  /** [batch, keys, heads * depth] */
  readonly values: tf.Tensor3D
  readonly heads: number
  /** [batch, keys], added to the scores: a very negative number hides a key. */
  readonly keyBias?: tf.Tensor2D
}

/**
 * Scaled dot-product attention with several heads: softmax(q · kᵀ / sqrt(depth) + keyBias) · v, back as
 * [batch, queries, heads * depth]. Vaswani et al., "Attention Is All You Need", 2017.
 */
export function attention(options: AttentionOptions): tf.Tensor3D {
  const { queries, keys, values, heads, keyBias } = options
  const width = queries.shape[2]
  if (hasKernel('LimnAttention') && (width / heads) % 8 === 0 && queries.size > 0 && !isTaped()) {
    const inputs = { queries, keys, values, ...(keyBias && { keyBias }) }
    return tf.engine().runKernel('LimnAttention', inputs, { heads })
  }
  return tf.tidy(() => {
    const batch = Math.max(queries.shape[0], keys.shape[0])
    const q = splitHeads(tf.mul(queries, Math.sqrt(heads / width)), heads, batch)
    const k = splitHeads(keys, heads, batch)
    const v = splitHeads(values, heads, batch)
    const scores = tf.matMul(q, k, false, true) // [batch, heads, queries, keys]
    const hidden =
      keyBias === undefined
        ? scores
        : tf.add(scores, tf.reshape(keyBias, [batch, 1, 1, keys.shape[1]]))
    const mixed = tf.matMul(tf.softmax(hidden), v) // [batch, heads, queries, depth]
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, queries.shape[1], width])
  })
}

/** [batch or 1, tokens, heads * depth] to [batch, heads, tokens, depth] */
function splitHeads(x: tf.Tensor3D, heads: number, batch: number): tf.Tensor4D {
  const [own, tokens, width] = x.shape
  const split = tf.transpose<tf.Tensor4D>(
    tf.reshape(x, [own, tokens, heads, width / heads]),
    [0, 2, 1, 3],
  )
  return own === batch ? split : tf.tile(split, [batch, 1, 1, 1])
}
