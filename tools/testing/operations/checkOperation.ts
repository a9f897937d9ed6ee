import * as tf from '@tensorflow/tfjs-core'
import { asWebgpu } from '../../../src/kernels/webgpu/asWebgpu.ts'
import { sizeOf, type DrawnInput } from './draw.ts'
import { knownAnswer, type KnownAnswer } from './knownAnswer.ts'
import type { Numbers, OperationCase } from './operationSpec.ts'

/** The greatest difference from float64, as a share of the greatest value. */
const TOLERANCE = 1e-5

interface Answer {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array | Uint8Array
}

/**
 * Holds an operation to float64 on the backend that is set: its answers, the first answer again under a tape, every
 * gradient by finite differences of the reference; that a second run gives the same bits and no tensor stays.
 *
 * @throws Error that says what differs
 */
export async function checkOperation(entry: OperationCase): Promise<void> {
  const known = knownAnswer(entry)
  await poisonBuffers(entry)
  const before = tf.memory().numTensors
  const answers = await runCaught(entry, known)
  const kept = tf.memory().numTensors - before
  if (kept !== 0) throw new Error(`${kept} tensors were kept`)
  const count = known.outputs.length
  known.outputs.forEach((expected, i) => {
    const shape = entry.shapes?.[i]
    if (shape !== undefined && String(shape) !== String(answers[i]?.shape)) {
      throw new Error(`answer ${i} has the shape [${String(answers[i]?.shape)}]`)
    }
    expectNear(`answer ${i}`, answers[i]?.values ?? [], expected)
  })
  if (answers.length > count) {
    expectNear('answer under a tape', answers[count]?.values ?? [], known.outputs[0] ?? [])
    expectGradients(entry, known, answers.slice(count + 1))
  }
  const again = await runCaught(entry, known)
  again.forEach(({ values }, i) => {
    if (!areSame(values, answers[i]?.values ?? [])) {
      throw new Error(`value set ${i} differs from run to run`)
    }
  })
}

function expectGradients(
  { inputs }: OperationCase,
  known: KnownAnswer,
  gradients: readonly Answer[],
): void {
  const learnt = inputs.filter(({ isFixed }) => !isFixed)
  gradients.forEach(({ shape, values }, i) => {
    if (String(shape) !== String(learnt[i]?.shape)) {
      throw new Error(`gradient ${i} has the shape [${String(shape)}]`)
    }
    const whole = known.gradients?.[i]
    if (whole !== undefined) expectNear(`gradient ${i}`, values, whole)
    const slopes = known.slopes[i]
    if (slopes === undefined) return
    let [greatest, sum, along] = [1e-30, 1e-30, 0]
    values.forEach((value, at) => {
      greatest = Math.max(greatest, Math.abs(value))
      sum += Math.abs(value)
      along += value * (slopes.direction[at] ?? 0)
    })
    for (const { place, slope } of slopes.places) {
      if (
        Math.abs((values[place] ?? NaN) - slope) <=
        TOLERANCE * Math.max(greatest, Math.abs(slope))
      )
        continue
      throw new Error(`gradient ${i} [${place}]: ${values[place]} where the slope is ${slope}`)
    }
    if (!(Math.abs(along - slopes.along) <= TOLERANCE * sum)) {
      throw new Error(
        `gradient ${i}: ${along} along a direction where the slope is ${slopes.along}`,
      )
    }
  })
}

function expectNear(what: string, own: Numbers, expected: Numbers): void {
  if (own.length !== expected.length) {
    throw new Error(`${what} has ${own.length} values, not ${expected.length}`)
  }
  let greatest = 1e-30
  for (let i = 0; i < expected.length; i++) {
    const size = Math.abs(expected[i] ?? NaN)
    if (Number.isFinite(size)) greatest = Math.max(greatest, size)
  }
  for (let i = 0; i < expected.length; i++) {
    const [is, should] = [own[i] ?? NaN, expected[i] ?? NaN]
    const isNear = Object.is(is, should) || Math.abs(is - should) <= TOLERANCE * greatest
    if (!isNear) throw new Error(`${what} [${i}]: ${is} where float64 says ${should}`)
  }
}

function areSame(a: Numbers, b: Numbers): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return true
}

/** On WebGPU a shader that does not compile only warns; here it throws. */
async function runCaught(entry: OperationCase, known: KnownAnswer): Promise<readonly Answer[]> {
  if (tf.getBackend() !== 'webgpu') return readAll(tf.tidy(() => run(entry, known)))
  const { device } = asWebgpu(tf.backend())
  device.pushErrorScope('validation')
  const answers = await readAll(tf.tidy(() => run(entry, known)))
  const error = await device.popErrorScope()
  if (error !== null) throw new Error(error.message)
  return answers
}

/** The answers; and where an input has a gradient, the first again under a tape and the gradients. */
function run({ inputs, compute }: OperationCase, { dy }: KnownAnswer): tf.Tensor[] {
  const tensors = inputs.map(asTensor)
  const outputs = [compute(...tensors)].flat()
  const learnt = tensors.filter((_, i) => inputs[i]?.isFixed === false)
  if (learnt.length === 0) return outputs
  const first = (...given: tf.Tensor[]): tf.Tensor => {
    let next = 0
    const own = tensors.map((tensor, i) =>
      inputs[i]?.isFixed === false ? (given[next++] ?? tensor) : tensor,
    )
    const [answer] = [compute(...own)].flat()
    if (answer === undefined) throw new Error('The operation answers nothing.')
    return answer
  }
  const shares = tf.tensor(dy, outputs[0]?.shape)
  const { value, grads } = tf.valueAndGrads(first)(learnt, shares)
  return [...outputs, value, ...grads]
}

function asTensor({ shape, values }: DrawnInput): tf.Tensor {
  return tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32')
}

/** WebGPU's buffers are used again: one that held the right answer would hide a program that writes nothing. */
async function poisonBuffers({ inputs }: OperationCase): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return
  const shapes = [...new Set(inputs.map(({ shape }) => shape))].filter((shape) => sizeOf(shape) > 0)
  const poison = shapes.flatMap((shape) => [tf.fill([...shape], 1e9), tf.fill([...shape], 1e9)])
  await Promise.all(poison.map((tensor) => tensor.data()))
  tf.dispose(poison)
}

async function readAll(tensors: readonly tf.Tensor[]): Promise<Answer[]> {
  const answers = await Promise.all(
    tensors.map(async (tensor) => ({ shape: tensor.shape, values: await tensor.data() })),
  )
  tf.dispose([...tensors])
  return answers
}
