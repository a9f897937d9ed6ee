import type { Checkpoint, CheckpointTensor } from './checkpoint.ts'
import { CheckpointError } from './safetensors.ts'

/**
 * Opens a checkpoint in shards by the `weight_map` of its index (`model.safetensors.index.json` and alike): tensor name
 * to file name. `openShard` opens one file by its name. Throws a CheckpointError.
 */
export async function openShards(
  weightMap: unknown,
  openShard: (name: string) => Promise<Checkpoint>,
): Promise<Checkpoint> {
  const places = parseWeightMap(weightMap)
  const shards = new Map<string, Checkpoint>()
  const tensors = new Map<string, CheckpointTensor>()
  for (const [tensorName, fileName] of places) {
    const shard = shards.get(fileName) ?? (await openShard(fileName))
    shards.set(fileName, shard)
    const tensor = shard.tensors.get(tensorName)
    if (tensor === undefined) {
      throw new CheckpointError(
        `The index promises the tensor “${tensorName}” in ${fileName}, but it is not there.`,
        'Download the index and its shards again, all of one version.',
      )
    }
    tensors.set(tensorName, tensor)
  }
  const [first] = shards.values()
  if (first === undefined) {
    throw new CheckpointError('The index of the checkpoint names no tensor.')
  }
  const metadata = new Map([...shards.values()].flatMap((shard) => [...shard.metadata]))
  return { format: first.format, tensors, modelPath: first.modelPath, skipped: [], metadata }
}

function parseWeightMap(weightMap: unknown): readonly (readonly [string, string])[] {
  if (typeof weightMap === 'object' && weightMap !== null && !Array.isArray(weightMap)) {
    const entries: [string, unknown][] = Object.entries(weightMap)
    const places = entries.flatMap(([name, file]) =>
      // A shard is a safetensors or PyTorch file: an index in an index could go round for ever.
      typeof file === 'string' && !/\.json$/i.test(file) ? [[name, file] as const] : [],
    )
    if (places.length === entries.length) return places
  }
  throw new CheckpointError('The index of the checkpoint does not map tensor names to file names.')
}
