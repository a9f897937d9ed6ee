import { TEXT_SIZE } from './chartDrawing.ts'

/** Widths of letters as shares of the size, by the widest of the fonts in use (DejaVu Sans Bold). */
const NARROW = 0.4
const USUAL = 0.72
const WIDE = 1.1
const NARROW_LETTERS = /[ijlI1.,:;'|!\s]/
const WIDE_LETTERS = /[mwMW@%\u2190-\uffff]/

/** About how wide a text is, pixels; rather too wide than too narrow, since what is cut cannot be read. */
export function textWidth(text: string, size: number = TEXT_SIZE): number {
  let width = 0
  for (const letter of text) {
    if (NARROW_LETTERS.test(letter)) width += NARROW
    else if (WIDE_LETTERS.test(letter)) width += WIDE
    else width += USUAL
  }
  return width * size
}

/** The text, its end left out where it is wider than `room` pixels. */
export function fitText(text: string, room: number, size: number = TEXT_SIZE): string {
  if (textWidth(text, size) <= room) return text
  const letters = Array.from(text)
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > room) letters.pop()
  return `${letters.join('')}…`
}
