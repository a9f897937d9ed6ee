import type { Random } from '../../src/domain/random.ts'

/** What text files are broken with. */
const WORDS = [
  'null',
  '-1',
  '1e308',
  '99999999999',
  '""',
  '[]',
  '{}',
  'NaN',
  '<',
  '&#x0;',
  '\n',
  '0',
]

/** A few bytes changed, cut out or doubled, the end cut off, or a number replaced by a word. */
export function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = random.integer(5)
  if (kind === 0) return bytes.subarray(0, random.integer(bytes.length + 1))
  if (kind === 1) {
    const copy = bytes.slice()
    for (let times = 1 + random.integer(8); times > 0; times--) {
      copy[random.integer(copy.length)] = random.integer(256)
    }
    return copy
  }
  const from = random.integer(bytes.length + 1)
  if (kind === 2) {
    const to = Math.min(bytes.length, from + random.integer(64))
    return joined(bytes.subarray(0, from), bytes.subarray(to))
  }
  if (kind === 3) {
    const to = Math.min(bytes.length, from + random.integer(200))
    return joined(bytes.subarray(0, to), bytes.subarray(from))
  }
  // A number or a word in the place of a number.
  const text = new TextDecoder('latin1').decode(bytes)
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)]
  const victim = numbers[random.integer(Math.max(1, numbers.length))]
  if (victim === undefined) return bytes
  const word = WORDS[random.integer(WORDS.length)] ?? ''
  const end = victim.index + victim[0].length
  return joined(
    bytes.subarray(0, victim.index),
    new TextEncoder().encode(word),
    bytes.subarray(end),
  )
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
