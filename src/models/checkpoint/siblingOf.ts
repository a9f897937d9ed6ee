import { CheckpointError } from './safetensors.ts'

export interface NamedBlob {
  readonly name: string
  readonly file: Blob
}

/** @throws CheckpointError when the file did not come along */
export function siblingOf(path: string, siblings: readonly NamedBlob[]): NamedBlob {
  const name = path.split('/').at(-1) ?? path
  const found = siblings.find((sibling) => sibling.name.split('/').at(-1) === name)
  if (found !== undefined) return found
  throw new CheckpointError(
    `The weights are in several files, and “${name}” is not among those you chose.`,
    'Choose the index and all its shards together, or drop their folder.',
  )
}
