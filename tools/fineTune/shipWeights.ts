import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseSafetensors } from '../../src/models/checkpoint/safetensors.ts'
import { writeWhole } from '../setup/files.ts'
import { encodeSafetensors } from '../weights/encodeSafetensors.ts'
import type { NamedTensor } from '../weights/tensor.ts'

/** Small tensors keep full precision: statistics of norms are sensitive and cost nothing. */
const FULL_PRECISION = 1024

/**
 * Writes a run's best weights to where Limn brings them along, large tensors in half precision, and the facts of the file
 * into the card that lies there.
 */
export async function shipWeights(best: string, folder: string): Promise<void> {
  const tensors = [...parseSafetensors(new Uint8Array(await readFile(best)))].map(
    ([name, { shape, data }]): NamedTensor => ({
      ...{ name, shape, data: Float32Array.from(data, Number) },
      dtype: data.length > FULL_PRECISION ? 'float16' : 'float32',
    }),
  )
  const bytes = encodeSafetensors(tensors, { producer: 'limn' })
  await writeWhole(path.join(folder, 'weights.safetensors'), Buffer.from(bytes))
  const card = path.join(folder, 'card.json')
  // Written by hand, and checked where it is read.
  const told = JSON.parse(await readFile(card, 'utf8')) as Record<string, unknown>
  const facts = {
    parameters: tensors.reduce((sum, { data }) => sum + data.length, 0),
    files: [
      {
        name: 'weights.safetensors',
        bytes: bytes.byteLength,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        dtypes: ['float16', 'float32'],
      },
    ],
  }
  await writeWhole(card, Buffer.from(`${JSON.stringify({ ...told, ...facts }, null, 2)}\n`))
}
