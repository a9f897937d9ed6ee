import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import { inputsOf } from './inputsOf.ts'
import { SHAPES, ShapesBackend } from './shapesBackend.ts'
import { STOCK_SHAPES, type Outline } from './stockShapes.ts'

/** What reorders or scales one tensor alone: its answer goes by the same name. */
const KEEPS_NAME = new Set(['Multiply', 'Transpose'])

/** The stock kernels of the backend that knows shapes only; ours come from `hostKernels`. */
export const shapesKernels: readonly KernelConfig[] = [...STOCK_SHAPES].map(
  ([kernelName, outlineOf]) => ({
    kernelName,
    backendName: SHAPES,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const shapes = requireShapes(backend)
      const outlines = [outlineOf(inputs, attrs)].flat()
      const answers = outlines.map((outline) => draw(shapes, outline))
      if (KEEPS_NAME.has(kernelName)) keepName(shapes, inputs, answers[0])
      return outlines.length === 1 && answers[0] !== undefined ? answers[0] : answers
    },
  }),
)

function requireShapes(backend: object): ShapesBackend {
  if (backend instanceof ShapesBackend) return backend
  throw new Error('The kernel was run on a backend it is not registered for.')
}

function draw(backend: ShapesBackend, { shape, dtype, shares }: Outline): TensorInfo {
  return shares === undefined ? backend.make(shape, dtype) : backend.share(shares, shape)
}

/** A filter scaled by a norm is still that filter: the name of the larger input goes on. */
function keepName(
  backend: ShapesBackend,
  inputs: NamedTensorInfoMap,
  answer: TensorInfo | undefined,
): void {
  const [largest] = [...inputsOf(inputs)].sort((a, b) => b.shape.length - a.shape.length)
  const name = largest === undefined ? undefined : backend.nameOf(largest.dataId)
  if (name !== undefined && answer !== undefined) backend.name(answer.dataId, name)
}
