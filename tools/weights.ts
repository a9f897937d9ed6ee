import path from 'node:path'
import { LimnError } from '../src/domain/failure.ts'
import { fetchOfficial } from './weights/fetchOfficial.ts'
import { readOfficialList } from './weights/readOfficialList.ts'
import { PROJECT_PLACES } from './setup/places.ts'
import { megabytes } from './setup/progress.ts'

/**
 * `npm run weights -- <id>`: fetches official weights into public/weights/official, from where the Models place takes
 * them without another server, and from where the file can be dropped. Interrupted, it goes on where it stopped.
 * Without an id it lists what there is.
 */
async function run(id: string | undefined): Promise<void> {
  const offers = await readOfficialList(path.join(PROJECT_PLACES.public, 'official-weights.json'))
  const offer = offers.find((entry) => entry.id === id)
  if (offer === undefined) {
    if (id !== undefined) process.stderr.write(`There are no official weights “${id}”.\n`)
    process.exitCode = id === undefined ? 0 : 1
    const lines = offers.map((entry) => `  ${entry.id}  ${megabytes(entry.bytes)}  ${entry.name}`)
    process.stdout.write(['npm run weights -- <id>, with one of:', ...lines, ''].join('\n'))
    return
  }
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  const folder = path.join(PROJECT_PLACES.public, 'weights/official')
  const file = await fetchOfficial(offer, {
    folder,
    signal: controller.signal,
    out: process.stdout,
  })
  process.stdout.write(
    `${path.relative(process.cwd(), file)} is whole. The Models place takes it from here; or drop it there.\n`,
  )
}

try {
  await run(process.argv[2])
} catch (thrown) {
  process.exitCode = 1
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    process.stderr.write('\nInterrupted. Run it again to go on: what has arrived is kept.\n')
  } else if (thrown instanceof LimnError) {
    process.stderr.write(`\n${thrown.failure.message}\n${thrown.failure.remedy}\n`)
  } else throw thrown
}
