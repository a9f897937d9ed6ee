import { elementCount, type Tensor } from './tensor.ts'

export interface TfjsNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  /** Floating-point attributes by name (`epsilon`). */
  readonly floats: ReadonlyMap<string, number>
}

export interface TfjsGraph {
  readonly nodes: readonly TfjsNode[]
  /** The float32 weights by the name of the node that stands for them. */
  readonly weights: ReadonlyMap<string, Tensor>
}

/** The part of a TensorFlow.js graph model's model.json that is read here. */
interface ModelJson {
  readonly modelTopology: {
    readonly node: readonly {
      readonly name: string
      readonly op: string
      readonly input?: readonly string[]
      readonly attr?: Readonly<Record<string, { readonly f?: number }>>
    }[]
  }
  readonly weightsManifest: readonly {
    readonly paths: readonly string[]
    readonly weights: readonly {
      readonly name: string
      readonly shape: readonly number[]
      readonly dtype: string
    }[]
  }[]
}

/** Names the weight files of a graph model, in the order in which `readTfjsGraph` wants their bytes. */
export function shardNames(modelJson: string): string[] {
  return parseModelJson(modelJson).weightsManifest.flatMap((group) => group.paths)
}

/**
 * Reads a TensorFlow.js graph model: its nodes and float32 weights.
 *
 * @param shards the weight files in manifest order
 * Throws when the shards are not as long as the manifest says or hold quantised values.
 */
export function readTfjsGraph(modelJson: string, shards: readonly Uint8Array[]): TfjsGraph {
  const { modelTopology, weightsManifest } = parseModelJson(modelJson)
  const bytes = Uint8Array.from(Buffer.concat(shards))
  const weights = new Map<string, Tensor>()
  let offset = 0
  for (const { name, shape, dtype } of weightsManifest.flatMap((group) => group.weights)) {
    if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`${name} is stored as ${dtype}.`)
    const count = elementCount(shape)
    if (offset + count * 4 > bytes.byteLength) throw new Error(`The weights end inside ${name}.`)
    if (dtype === 'float32') {
      weights.set(name, { shape, data: new Float32Array(bytes.buffer, offset, count) })
    }
    offset += count * 4
  }
  if (offset !== bytes.byteLength) {
    throw new Error(`The weights have ${bytes.byteLength - offset} bytes that no tensor names.`)
  }
  const nodes = modelTopology.node.map(({ name, op, input = [], attr = {} }) => {
    const floats = Object.entries(attr).flatMap(([key, { f }]) =>
      f === undefined ? [] : [[key, f] as const],
    )
    return { name, op, inputs: input, floats: new Map(floats) }
  })
  return { nodes, weights }
}

/** The file's hash is pinned before it is read, so its shape is known; only the gross mistake is caught here. */
function parseModelJson(text: string): ModelJson {
  const json = JSON.parse(text) as Partial<ModelJson>
  const { modelTopology, weightsManifest } = json
  if (modelTopology === undefined || weightsManifest === undefined) {
    throw new Error('The file is not the model.json of a TensorFlow.js graph model.')
  }
  return { modelTopology, weightsManifest }
}
