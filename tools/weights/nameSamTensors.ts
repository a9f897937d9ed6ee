import { compactAttentionBias } from './compactAttentionBias.ts'
import { floatValues, type OnnxGraph, type OnnxNode, type OnnxTensor } from './readOnnx.ts'
import { reshapeTensor, transposeTensor, type NamedTensor, type Tensor } from './tensor.ts'

/**
 * Gives the parameters of the Segment Anything image encoder (TinyViT) the names of the PyTorch state dict, under
 * `image_encoder.`. Batch norm is folded into the convolutions in the export, so `<conv>.c` has a bias of its own.
 */
export function nameSamEncoderTensors(graph: OnnxGraph): NamedTensor[] {
  return nameTensors(graph, (module) => `image_encoder.${module}`)
}

/** The same for the prompt encoder and mask decoder: `prompt_encoder.` and `mask_decoder.`. */
export function nameSamDecoderTensors(graph: OnnxGraph): NamedTensor[] {
  return nameTensors(graph, (module) =>
    /^(mask_downscaling|pe_layer)\b/.test(module)
      ? `prompt_encoder.${module}`
      : `mask_decoder.${module}`,
  )
}

/**
 * Names parameters by what uses them: exporters rename most initialisers (`onnx::Conv_2293`), but each node still
 * carries the path of its module (`/patch_embed/seq/seq.0/c/Conv`). Layouts are those of TensorFlow.js.
 * Throws when a parameter is used by nothing that is known here, or when a kept name contradicts the path.
 */
function nameTensors(graph: OnnxGraph, place: (module: string) => string): NamedTensor[] {
  const named = new Map<string, NamedTensor>()
  const used = new Set<string>()
  for (const node of graph.nodes) {
    node.inputs.forEach((input, position) => {
      const constant = graph.initialisers.get(input) ?? graph.constants.get(input)
      if (constant === undefined) return
      for (const tensor of toParameters(node, position, constant, place)) {
        const known = named.get(tensor.name)
        if (known !== undefined && !used.has(input)) {
          throw new Error(`Both ${input} and another constant would be named ${tensor.name}.`)
        }
        named.set(tensor.name, tensor)
      }
      used.add(input)
    })
  }
  for (const name of graph.initialisers.keys()) {
    if (!used.has(name)) throw new Error(`No node uses the parameter ${name}.`)
  }
  return [...named.values()]
}

function toParameters(
  node: OnnxNode,
  position: number,
  constant: OnnxTensor,
  place: (module: string) => string,
): NamedTensor[] {
  const isInitialiser = !constant.name.startsWith('/') && constant.values !== null
  if (!isInitialiser) return toHiddenParameter(node, constant, place)
  const tensor = floatValues(constant)
  const module = modulePath(node.name)
  if (module === '') return toRootParameters(node, constant, tensor)
  const part = partOf(node, position)
  const name = constant.name.startsWith('model.')
    ? constant.name.slice('model.'.length)
    : place(`${module}.${part}`)
  if (!constant.name.startsWith('onnx::') && !name.endsWith(ownName(constant.name))) {
    throw new Error(`${constant.name} is used by ${node.name}, which would name it ${name}.`)
  }
  return [layOut(node, part, name, tensor)]
}

/** Nodes outside any module: the embeddings of the prompt encoder and the decoder's own tokens. */
function toRootParameters(node: OnnxNode, constant: OnnxTensor, tensor: Tensor): NamedTensor[] {
  const inFull = (name: string, kept: Tensor): NamedTensor => ({ name, dtype: 'float32', ...kept })
  if (constant.name.startsWith('model.')) return [inFull(ownName(constant.name), tensor)]
  const width = tensor.shape.at(-1) ?? 0
  if (node.op === 'Expand') {
    // cat([iou_token, mask_tokens]) (segment_anything/modeling/mask_decoder.py, predict_masks), folded by the exporter.
    const tokens = tensor.data.length / width
    return [
      inFull('mask_decoder.iou_token.weight', {
        shape: [1, width],
        data: tensor.data.subarray(0, width),
      }),
      inFull('mask_decoder.mask_tokens.weight', {
        shape: [tokens - 1, width],
        data: tensor.data.subarray(width),
      }),
    ]
  }
  if (node.op === 'Mul' && tensor.shape.length === 4) {
    // (1 - has_mask_input) * no_mask_embed (segment_anything/utils/onnx.py, _embed_masks).
    return [
      inFull('prompt_encoder.no_mask_embed.weight', reshapeTensor(tensor, [1, tensor.data.length])),
    ]
  }
  throw new Error(`${constant.name} is used by ${node.name} (${node.op}), which has no module.`)
}

/** Parameters that the exporter turned into `Constant` nodes. Of these, TinyViT has its attention bias. */
function toHiddenParameter(
  node: OnnxNode,
  constant: OnnxTensor,
  place: (module: string) => string,
): NamedTensor[] {
  const module = modulePath(node.name)
  if (node.op !== 'Add' || constant.shape.length !== 3 || !module.endsWith('.attn')) return []
  const compact = compactAttentionBias(floatValues(constant))
  return [{ name: place(`${module}.attention_biases`), dtype: 'float32', ...compact }]
}

function partOf(node: OnnxNode, position: number): string {
  if (node.name.startsWith('/pe_layer/')) return 'positional_encoding_gaussian_matrix'
  switch (node.op) {
    case 'Conv':
    case 'ConvTranspose':
    case 'Gemm':
    case 'LayerNormalization':
      return position === 1 ? 'weight' : 'bias'
    case 'MatMul':
    case 'Mul':
      return 'weight'
    case 'Add':
      return 'bias'
    default:
      throw new Error(`${node.name} (${node.op}) is not known to hold a parameter.`)
  }
}

/**
 * The encoder's first convolutions (their output feeds everything) stay exact. Rounding them too moved the embedding of
 * a sample photo by 9e-4 (relative L2); with them exact it moves by 1.8e-4, for 0.5 MB more.
 */
const EXACT = /^image_encoder\.(patch_embed|layers\.0|layers\.\d\.downsample)\./

/**
 * From PyTorch's layouts to TensorFlow.js's. Matrices and kernels become half precision: they are nearly all of the
 * bytes. The rest (biases, norms, depthwise kernels, embeddings) stays float32: it is few bytes, and it is added to, or
 * multiplies, everything that a layer makes.
 */
function layOut(node: OnnxNode, part: string, name: string, tensor: Tensor): NamedTensor {
  const half = (laidOut: Tensor): NamedTensor => ({
    name,
    dtype: EXACT.test(name) ? 'float32' : 'float16',
    ...laidOut,
  })
  const isWeight = part === 'weight'
  if (node.op === 'Conv' && isWeight) {
    const isDepthwise = (node.integers.get('group') ?? 1) > 1
    if (!isDepthwise) return half(transposeTensor(tensor, [2, 3, 1, 0]))
    return { name, dtype: 'float32', ...transposeTensor(tensor, [2, 3, 0, 1]) }
  }
  // ONNX: [in, out, height, width]; tf.conv2dTranspose: [height, width, out, in].
  if (node.op === 'ConvTranspose' && isWeight) return half(transposeTensor(tensor, [2, 3, 1, 0]))
  if (node.op === 'MatMul' && isWeight) return half(tensor)
  if (node.op === 'Gemm' && isWeight) {
    return half(node.integers.get('transB') === 1 ? transposeTensor(tensor, [1, 0]) : tensor)
  }
  const isVector = tensor.shape.filter((size) => size !== 1).length === 1
  const kept = isVector ? reshapeTensor(tensor, [tensor.data.length]) : tensor
  return { name, dtype: 'float32', ...kept }
}

/** `/neck/neck.0/Conv` is in module `neck.0`: a container's name comes again at the head of its child's. */
function modulePath(nodeName: string): string {
  const segments = nodeName.split('/').slice(1, -1)
  return segments.filter((segment, i) => !segments[i + 1]?.startsWith(`${segment}.`)).join('.')
}

function ownName(initialiser: string): string {
  return initialiser.replace(/^model\./, '')
}
