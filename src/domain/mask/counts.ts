import { fail } from '../failure.ts'
import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { maskFromRuns } from './runs.ts'

/** Each character carries five bits and a "more follows" bit, offset into printable ASCII. */
const FIRST_CHARACTER = 48
const MORE = 0x20
const SIGN = 0x10
const PAYLOAD = 0x1f
/** 35 bits hold every difference of two runs of a picture Limn takes. */
const MAX_CHARACTERS_PER_RUN = 7

/**
 * COCO's compressed counts string: from the fourth run on, each run is written as its difference to the run two
 * before, in signed little-endian groups of five bits (pycocotools, maskApi.c `rleToString`).
 */
export function encodeCounts({ counts }: MaskRle): string {
  const text: string[] = []
  for (let i = 0; i < counts.length; i++) {
    let rest = (counts[i] ?? 0) - (i > 2 ? (counts[i - 2] ?? 0) : 0)
    let more = true
    while (more) {
      const payload = rest & PAYLOAD
      rest >>= 5
      more = (payload & SIGN) === 0 ? rest !== 0 : rest !== -1
      text.push(String.fromCharCode((more ? payload | MORE : payload) + FIRST_CHARACTER))
    }
  }
  return text.join('')
}

/**
 * Reads a compressed counts string. Throws a LimnError 'bad-request' when it holds foreign characters, ends in the
 * middle of a run, or does not fill the picture.
 */
export function decodeCounts(text: string, size: ImageSize): MaskRle {
  return maskFromRuns(readRuns(text), size)
}

/** The run lengths of a compressed counts string just as written: they may be empty, or not fill any picture. */
export function readRuns(text: string): readonly number[] {
  const runs: number[] = []
  for (let at = 0; at < text.length;) {
    let run = 0
    let shift = 0
    let more = true
    while (more) {
      const code = text.charCodeAt(at++) - FIRST_CHARACTER
      // The comparison is written so that NaN (past the end) is refused too.
      if (!(code >= 0 && code < 2 * MORE) || shift === MAX_CHARACTERS_PER_RUN) {
        refuse(at > text.length ? 'ends in the middle of a run' : `is damaged at character ${at}`)
      }
      run += (code & PAYLOAD) * 32 ** shift++
      more = (code & MORE) !== 0
      if (!more && (code & SIGN) !== 0) run -= 32 ** shift
    }
    if (runs.length > 2) run += runs[runs.length - 2] ?? 0
    if (run < 0) refuse(`holds a run of ${run} pixels`)
    runs.push(run)
  }
  return runs
}

function refuse(what: string): never {
  fail('bad-request', `The run-length string of a mask ${what}.`, 'Write the file again.')
}
