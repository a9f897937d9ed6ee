import type { Tensor } from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'

/** Refuses what is not [count, 4] float32: kernels would read past its end, or other numbers than were meant. */
export function requireBoxes(op: string, boxes: Tensor): void {
  const { rank, shape, dtype } = boxes
  if (rank === 2 && shape[1] === 4 && dtype === 'float32') return
  fail(
    'bad-request',
    `${op} was given boxes of shape [${shape.join(', ')}] and type ${dtype}.`,
    'Pass float32 rows of x1, y1, x2, y2.',
  )
}
