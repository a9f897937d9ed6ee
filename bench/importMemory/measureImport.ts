import { createWriteStream, openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sha256OfFile } from '../../src/files/sha256.ts'
import { buildFromCheckpoint } from '../../src/models/buildFromCheckpoint.ts'
import { buildModel } from '../../src/models/buildModel.ts'
import { openCheckpoint, requireFit } from '../../src/models/checkpoint/openCheckpoint.ts'
import { writeSafetensors } from '../../src/models/checkpoint/writeSafetensors.ts'
import { startNodeBackend } from '../../tools/testing/startNodeBackend.ts'

export interface ImportMemory {
  /** Of the file that was read. */
  readonly megabytes: number
  /** Resident, before the work and at most. */
  readonly before: number
  readonly most: number
}

/** Does what the engine does with a checkpoint, and prints what memory it took as JSON. */
async function measure(job: string, from: string, to: string): Promise<ImportMemory> {
  await startNodeBackend()
  const before = process.memoryUsage.rss()
  const file = await openAsBlob(from)
  const { architecture, tensors } = await openCheckpoint([{ name: from, file }])
  if (job === 'import') {
    const outline = buildModel(architecture, { seed: 0, isOutline: true })
    requireFit(outline.parameters.compare(tensors))
    outline.dispose()
    await pipeline(Readable.from(writeSafetensors(tensors)), createWriteStream(to))
    await sha256OfFile(await openAsBlob(to))
  } else {
    await buildFromCheckpoint(architecture, tensors)
  }
  // Kilobytes.
  const most = process.resourceUsage().maxRSS * 1024
  return { megabytes: file.size / 1e6, before: before / 1e6, most: most / 1e6 }
}

const [job = '', from = '', to = ''] = process.argv.slice(2)
console.log(JSON.stringify(await measure(job, from, to)))
