import protobuf from 'protobufjs'
import { elementCount, type Tensor } from './tensor.ts'

/** A constant of the graph. `values` is null for element types that hold no parameters (integers, booleans). */
export interface OnnxTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | null
}

export interface OnnxNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Integer attributes by name (`group`, `transB`, …). */
  readonly integers: ReadonlyMap<string, number>
}

export interface OnnxGraph {
  /** In topological order, without `Constant` nodes. */
  readonly nodes: readonly OnnxNode[]
  readonly initialisers: ReadonlyMap<string, OnnxTensor>
  /** What `Constant` nodes hold, by the name of their output. */
  readonly constants: ReadonlyMap<string, OnnxTensor>
}

/** The part of onnx.proto that carries parameters and wiring (https://github.com/onnx/onnx, onnx/onnx.proto). */
const SCHEMA = `
  syntax = "proto3";
  message Tensor {
    repeated int64 dims = 1; int32 dataType = 2; repeated float floatData = 4; string name = 8; bytes rawData = 9;
  }
  message Attribute { string name = 1; int64 i = 3; Tensor t = 5; int32 type = 20; }
  message Node {
    repeated string input = 1; repeated string output = 2; string name = 3; string opType = 4;
    repeated Attribute attribute = 5;
  }
  message Graph { repeated Node node = 1; repeated Tensor initializer = 5; }
  message Model { Graph graph = 7; }
`
const FLOAT = 1
const ATTRIBUTE_INT = 2

/** What `toObject` below makes of the schema above. */
interface RawTensor {
  readonly dims: number[]
  readonly dataType: number
  readonly floatData: number[]
  readonly name: string
  readonly rawData: Uint8Array
}
interface RawAttribute {
  readonly name: string
  readonly i: number
  readonly t: RawTensor | null
  readonly type: number
}
interface RawNode {
  readonly input: string[]
  readonly output: string[]
  readonly name: string
  readonly opType: string
  readonly attribute: RawAttribute[]
}
interface RawModel {
  readonly graph: { readonly node: RawNode[]; readonly initializer: RawTensor[] } | null
}

/** Reads an ONNX model's wiring and parameters. Throws when `file` is not an ONNX model. */
export function readOnnx(file: Uint8Array): OnnxGraph {
  const model = protobuf.parse(SCHEMA).root.lookupType('Model')
  const raw = model.toObject(model.decode(file), {
    longs: Number,
    defaults: true,
    arrays: true,
  }) as RawModel
  if (raw.graph === null) throw new Error('The file holds no ONNX graph.')
  const { node, initializer } = raw.graph
  const constants = new Map<string, OnnxTensor>()
  for (const { opType, output, attribute } of node) {
    const tensor = attribute.find(({ name }) => name === 'value')?.t
    const name = output[0]
    if (opType === 'Constant' && tensor && name !== undefined) {
      constants.set(name, { ...toTensor(tensor), name })
    }
  }
  return {
    nodes: node.filter(({ opType }) => opType !== 'Constant').map(toNode),
    initialisers: new Map(initializer.map((tensor) => [tensor.name, toTensor(tensor)])),
    constants,
  }
}

/** The values of a constant as a float tensor; throws when it holds another element type. */
export function floatValues(tensor: OnnxTensor): Tensor {
  if (tensor.values === null) throw new Error(`${tensor.name} does not hold float32 values.`)
  return { shape: tensor.shape, data: tensor.values }
}

function toNode(raw: RawNode): OnnxNode {
  const integers = raw.attribute.filter(({ type }) => type === ATTRIBUTE_INT)
  return {
    name: raw.name,
    op: raw.opType,
    inputs: raw.input,
    outputs: raw.output,
    integers: new Map(integers.map(({ name, i }) => [name, i])),
  }
}

function toTensor(raw: RawTensor): OnnxTensor {
  const { name, dims: shape } = raw
  if (raw.dataType !== FLOAT) return { name, shape, values: null }
  // Raw bytes stand at any offset in the file: copy them to where a Float32Array may begin.
  const values =
    raw.rawData.byteLength > 0
      ? new Float32Array(Uint8Array.from(raw.rawData).buffer)
      : Float32Array.from(raw.floatData)
  if (values.length !== elementCount(shape)) {
    throw new Error(`${name} has ${values.length} values for the shape [${shape.join()}].`)
  }
  return { name, shape, values }
}
