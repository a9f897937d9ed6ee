import type { PickleNode } from '../pickle/pickleOf.ts'

export interface TensorNodeFields {
  readonly shape: readonly number[]
  /** Elements from one index of an axis to the next; row-major when left out. */
  readonly strides?: readonly number[]
  /** Elements of the storage before the first. */
  readonly offset?: number
  readonly storage: {
    readonly key: string
    /** As `torch FloatStorage`. */
    readonly type: string
    readonly length: number
  }
}

/** A tensor as `torch.save` describes it: a call of `_rebuild_tensor_v2` on a storage. */
export function tensorNode({ shape, strides, offset = 0, storage }: TensorNodeFields): PickleNode {
  const id = tuple(
    text('storage'),
    { kind: 'global', name: storage.type },
    text(storage.key),
    text('cpu'),
    integer(storage.length),
  )
  return {
    kind: 'call',
    global: 'torch._utils _rebuild_tensor_v2',
    args: [
      { kind: 'persistent', id },
      integer(offset),
      tuple(...shape.map(integer)),
      tuple(...(strides ?? rowMajor(shape)).map(integer)),
      { kind: 'flag', value: false },
      { kind: 'ordered', entries: [] },
    ],
  }
}

function rowMajor(shape: readonly number[]): number[] {
  const strides: number[] = []
  let step = 1
  for (const size of [...shape].reverse()) {
    strides.unshift(step)
    step *= Math.max(1, size)
  }
  return strides
}

function integer(value: number): PickleNode {
  return { kind: 'integer', value }
}

function text(value: string): PickleNode {
  return { kind: 'text', value }
}

function tuple(...items: PickleNode[]): PickleNode {
  return { kind: 'tuple', items }
}
