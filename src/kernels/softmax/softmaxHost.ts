import { hostKernels, type HostValues } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

/** One exponential, 4 FLOP and 8 bytes a value; sums are float64. */
export const softmaxHost = [
  ...hostKernels('LimnSoftmax', (inputs, attrs) => {
    const { isLog } = attributesOf('LimnSoftmax', attrs)
    const x = requireInput(inputs, 'x')
    return {
      shape: x.shape,
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(x)
        visitRows(source, x.shape.at(-1) ?? 1, (start, end) => {
          let largest = -Infinity
          for (let i = start; i < end; i++) largest = Math.max(largest, source[i] ?? NaN)
          let sum = 0
          for (let i = start; i < end; i++) sum += Math.exp((source[i] ?? NaN) - largest)
          const logSum = Math.log(sum)
          for (let i = start; i < end; i++) {
            const centred = (source[i] ?? NaN) - largest
            output[i] = isLog ? centred - logSum : Math.exp(centred) / sum
          }
        })
      },
    }
  }),
  ...hostKernels('LimnSoftmaxGradient', (inputs, attrs) => {
    const { isLog } = attributesOf('LimnSoftmaxGradient', attrs)
    const dy = requireInput(inputs, 'dy')
    const y = requireInput(inputs, 'y')
    return {
      shape: y.shape,
      dtype: 'float32',
      fill: (output, read) => {
        const slope = read(dy)
        const answer = read(y)
        visitRows(answer, y.shape.at(-1) ?? 1, (start, end) => {
          let sum = 0
          for (let i = start; i < end; i++) {
            sum += (slope[i] ?? NaN) * (isLog ? 1 : (answer[i] ?? NaN))
          }
          for (let i = start; i < end; i++) {
            const own = answer[i] ?? NaN
            const given = slope[i] ?? NaN
            output[i] = isLog ? given - Math.exp(own) * sum : own * (given - sum)
          }
        })
      },
    }
  }),
]

function visitRows(
  values: HostValues,
  columns: number,
  visit: (start: number, end: number) => void,
): void {
  for (let start = 0; start < values.length; start += columns) visit(start, start + columns)
}
