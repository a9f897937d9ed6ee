import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, optionalInput, runProgram } from '../webgpu/asWebgpu.ts'
import { onlineSoftmaxWgsl } from './onlineSoftmaxWgsl.ts'

/** Keys that an invocation sees where there are too few queries to occupy a GPU. */
const CHUNK_KEYS = 64
const ENOUGH_INVOCATIONS = 4096

/**
 * Attention in 4 · batch · heads · queries · keys · depth FLOP and as many exponentials as scores; scores are never
 * stored. An invocation takes one query of one head over a chunk of keys with an online softmax (depth 32: 16 vectors
 * of registers). Where queries abound the chunk is all keys; where a few tokens look at 4096 cells the keys are split,
 * and a second program joins the chunks in their order: no atomics, the same answer every time. Neighbours are the
 * heads of one query, whose keys lie side by side, so a GPU reads keys and values in whole lines.
 */
export const attentionWebgpu: KernelConfig = {
  kernelName: 'LimnAttention',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const { heads } = attributesOf('LimnAttention', attrs)
    const queries = requireInput(inputs, 'queries')
    const keys = requireInput(inputs, 'keys')
    const values = requireInput(inputs, 'values')
    const [, queryCount = 0, width = 0] = queries.shape
    const keyCount = keys.shape[1] ?? 0
    const batch = Math.max(queries.shape[0] ?? 0, keys.shape[0] ?? 0)
    const vectors = width / heads / 4
    const outputs = batch * queryCount * heads
    const chunkKeys = outputs < ENOUGH_INVOCATIONS ? CHUNK_KEYS : keyCount
    const chunks = Math.max(1, Math.ceil(keyCount / chunkKeys))
    const hasBias = inputs['keyBias'] !== undefined
    const softmax = onlineSoftmaxWgsl(vectors)
    const size = chunks === 1 ? vectors : vectors + 1

    const parts = runProgram(backend, {
      key: `attention_${vectors}_${hasBias ? 'bias' : ''}_${chunks === 1 ? 'whole' : 'chunk'}`,
      outputShape: chunks === 1 ? [batch, queryCount, width] : [outputs, chunks, size * 4],
      outputComponents: 4,
      inputs: [
        { name: 'queries', tensor: queries, components: 4 },
        { name: 'keys', tensor: keys, components: 4 },
        { name: 'values', tensor: values, components: 4 },
        ...optionalInput('keyBias', inputs['keyBias']).map((input) => ({
          ...input,
          components: 1 as const,
        })),
      ],
      integers: {
        heads,
        queryCount,
        keyCount,
        chunkKeys,
        chunks,
        queryStride: batchStride(queries, batch),
        keyStride: batchStride(keys, batch),
      },
      invocations: outputs * chunks,
      body: `
        let head = index % uniforms.heads;
        let chunk = (index / uniforms.heads) % uniforms.chunks;
        let token = index / uniforms.heads / uniforms.chunks;
        let batch = token / uniforms.queryCount;
        let rowVectors = uniforms.heads * ${vectors};
        let queryAt = batch * uniforms.queryStride + (token % uniforms.queryCount) * rowVectors
          + head * ${vectors};
        let keysAt = batch * uniforms.keyStride + head * ${vectors};
        ${softmax.start((i) => `queries[queryAt + ${i}]`)}
        let first = chunk * uniforms.chunkKeys;
        let end = min(first + uniforms.chunkKeys, uniforms.keyCount);
        for (var key = first; key < end; key++) {
          let at = keysAt + key * rowVectors;
          ${softmax.see({
            key: (i) => `keys[at + ${i}]`,
            value: (i) => `values[at + ${i}]`,
            bias: hasBias ? 'keyBias[batch * uniforms.keyCount + key]' : '0.0',
          })}
        }
        ${
          chunks === 1
            ? `let to = (token * uniforms.heads + head) * ${vectors};
               ${softmax.eachVector((i) => `result[to + ${i}] = mix${i} / total;`)}`
            : `let to = ((token * uniforms.heads + head) * uniforms.chunks + chunk) * ${size};
               ${softmax.eachVector((i) => `result[to + ${i}] = mix${i};`)}
               result[to + ${vectors}] = vec4<f32>(greatest, total, 0.0, 0.0);`
        }`,
    })
    if (chunks === 1) return parts

    const joined = runProgram(backend, {
      key: `attentionJoin_${vectors}`,
      outputShape: [batch, queryCount, width],
      outputComponents: 4,
      inputs: [{ name: 'parts', tensor: parts, components: 4 }],
      integers: { chunks },
      invocations: outputs * vectors,
      body: `
        let source = (index / ${vectors}) * uniforms.chunks * ${size};
        var greatest = -1e30;
        for (var chunk = 0; chunk < uniforms.chunks; chunk++) {
          greatest = max(greatest, parts[source + chunk * ${size} + ${vectors}].x);
        }
        var total = 0.0;
        var mix = vec4<f32>(0.0);
        for (var chunk = 0; chunk < uniforms.chunks; chunk++) {
          let state = parts[source + chunk * ${size} + ${vectors}];
          let share = exp(state.x - greatest);
          total += share * state.y;
          mix += share * parts[source + chunk * ${size} + index % ${vectors}];
        }
        result[index] = mix / total;`,
    })
    backend.disposeData(parts.dataId)
    return joined
  },
}

/** Vectors from one batch to the next; 0 where one serves them all. */
function batchStride({ shape }: TensorInfo, batch: number): number {
  const [own, tokens = 0, width = 0] = shape
  return own === 1 && batch > 1 ? 0 : (tokens * width) / 4
}
