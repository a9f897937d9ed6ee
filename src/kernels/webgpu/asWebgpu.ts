import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { util, type TensorInfo } from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'

/** One shader: how many invocations it takes, what they read, and what each does. */
export interface WebgpuProgram {
  /** Names the code: programs with the same key must have the same code. */
  readonly key: string
  readonly outputShape: readonly number[]
  /** Values that the output's buffer and each input are read in: 4 for vec4<f32>. */
  readonly outputComponents: 1 | 4
  /** float32 where not said. */
  readonly outputType?: 'float32' | 'int32'
  readonly inputs: readonly WebgpuInput[]
  /** Integers of the uniform block, in order. */
  readonly integers: Readonly<Record<string, number>>
  readonly invocations: number
  /** WGSL functions that `body` calls. */
  readonly functions?: string
  /** WGSL of one invocation, whose number is `index`; it runs only below `invocations`. */
  readonly body: string
  /** Whether whole workgroups of 64 run `body`, which may then use barriers and minds `invocations` itself. */
  readonly usesBarriers?: boolean
}

export interface WebgpuInput {
  readonly name: string
  readonly tensor: TensorInfo
  readonly components: 1 | 4
}

const WORKGROUP = 64

/** The backend of a kernel registered for 'webgpu'. Only its type is imported: pages without WebGPU do not load it. */
export function asWebgpu(backend: object): WebGPUBackend {
  if (isWebgpu(backend)) return backend
  throw new Error('A kernel for WebGPU was run on another backend.')
}

function isWebgpu(backend: object): backend is WebGPUBackend {
  return 'runWebGPUProgram' in backend
}

/** Runs a program over tensors of 4-byte values; the answer is a new tensor. */
export function runProgram(backend: WebGPUBackend, program: WebgpuProgram): TensorInfo {
  const { inputs, outputShape, invocations } = program
  refuseTooLarge(backend, program)
  const integers = { invocations, ...program.integers }
  return backend.runWebGPUProgram(
    {
      // TensorFlow.js distinguishes ranks by itself, but not the width of what is read.
      shaderKey: `limn_${program.key}_${inputs.map(({ components }) => components).join('')}`,
      outputShape: [...outputShape],
      outputComponent: program.outputComponents,
      variableNames: inputs.map(({ name }) => name),
      variableComponents: inputs.map(({ components }) => components),
      uniforms: Object.keys(integers)
        .map((name) => `${name} : i32,`)
        .join(' '),
      workgroupSize: [WORKGROUP, 1, 1],
      // All axes on x: `index` then counts through, however many workgroups there are.
      dispatchLayout: { x: outputShape.map((_, axis) => axis) },
      dispatch: [Math.ceil(invocations / WORKGROUP), 1, 1],
      getUserCode: () => `
        ${program.functions ?? ''}
        fn main(index : i32) {
          ${program.usesBarriers ? '' : 'if (index >= uniforms.invocations) { return; }'}
          ${program.body}
        }`,
    },
    inputs.map(({ tensor }) => tensor),
    program.outputType ?? 'float32',
    Object.values(integers).map((value) => ({ type: 'int32', data: [value] })),
  )
}

/** WebGPU would only warn, and leave the answer unwritten. */
function refuseTooLarge(
  { device }: WebGPUBackend,
  { outputShape, inputs, key }: WebgpuProgram,
): void {
  const limit = device.limits.maxStorageBufferBindingSize
  const shapes = [outputShape, ...inputs.map(({ tensor }) => tensor.shape)]
  const bytes = Math.max(...shapes.map((shape) => util.sizeFromShape([...shape]) * 4))
  if (bytes <= limit) return
  fail(
    'out-of-memory',
    `A step (${key}) needs ${bytes} bytes in one piece, and this graphics device binds at most ${limit}.`,
    'Use a smaller picture or fewer objects at once, or compute on the processor.',
  )
}

/** A float as the integer uniform of the same bits: `bitcast<f32>` in WGSL gives it back. */
export function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0
}

/** What a sum over nothing is: WebGPU does not bind empty inputs. */
export function makeZeros(backend: WebGPUBackend, shape: readonly number[]): TensorInfo {
  const zeros = new Float32Array(util.sizeFromShape([...shape]))
  return backend.makeTensorInfo([...shape], 'float32', zeros)
}

/** A bias or addend that may be missing. */
export function optionalInput(name: string, tensor: TensorInfo | undefined): WebgpuInput[] {
  return tensor === undefined ? [] : [{ name, tensor, components: 4 }]
}

/** 4 where the last axis divides into vectors, else 1. */
export function componentsOf(tensor: TensorInfo): 1 | 4 {
  return (tensor.shape.at(-1) ?? 1) % 4 === 0 ? 4 : 1
}

export function sizeOf(tensor: TensorInfo): number {
  return util.sizeFromShape(tensor.shape)
}
