import type { ImageSize } from '../domain/image.ts'

/** Numbers as a person reads them: a unit always, no more digits than mean something. */

const NBSP = '\u00a0'
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export function formatCount(count: number): string {
  return whole.format(count)
}

/** "1 object", "3 objects". */
export function formatNumberOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`
}

/** A score or threshold between 0 and 1: "0.50". */
export function formatScore(score: number): string {
  return score.toFixed(2)
}

/** A fraction as whole per cent: "45 %". */
export function formatPercent(fraction: number): string {
  return `${whole.format(fraction * 100)}${NBSP}%`
}

/** The share of a picture that an area takes: two digits that mean something, "12 %", "3.4 %", "under 0.1 %". */
export function formatShare(fraction: number): string {
  const percent = fraction * 100
  if (percent > 0 && percent < 0.1) return `under 0.1${NBSP}%`
  return `${percent < 9.95 ? percent.toFixed(1) : whole.format(percent)}${NBSP}%`
}

export function formatPixels(pixels: number): string {
  return `${whole.format(pixels)}${NBSP}px`
}

export function formatSize({ width, height }: ImageSize): string {
  return `${width}${NBSP}×${NBSP}${height}${NBSP}px`
}

const BYTE_UNITS = [
  { unit: 'GB', bytes: 1e9 },
  { unit: 'MB', bytes: 1e6 },
  { unit: 'kB', bytes: 1e3 },
] as const

function byteUnit(bytes: number): { unit: string; bytes: number } {
  return BYTE_UNITS.find((candidate) => bytes >= candidate.bytes) ?? { unit: 'B', bytes: 1 }
}

function inUnit(bytes: number, unit: { unit: string; bytes: number }): string {
  return (bytes / unit.bytes).toFixed(unit.unit === 'MB' || unit.unit === 'GB' ? 1 : 0)
}

/** Decimal bytes, as file managers and networks count them: "38.1 MB", "512 kB", "90 B". */
export function formatBytes(bytes: number): string {
  const unit = byteUnit(bytes)
  return `${inUnit(bytes, unit)}${NBSP}${unit.unit}`
}

/** "12.4 of 38.1 MB": both in the unit of the total. */
export function formatBytesOf(done: number, total: number): string {
  const unit = byteUnit(total)
  return `${inUnit(Math.min(done, total), unit)} of ${inUnit(total, unit)}${NBSP}${unit.unit}`
}

/** "340 ms", "4.2 s", "38 s", "2 min 5 s", "1 h 4 min". */
export function formatDuration(ms: number): string {
  if (ms < 995) return `${whole.format(ms)}${NBSP}ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}${NBSP}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}${NBSP}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 60) return `${Math.floor(minutes / 60)}${NBSP}h ${minutes % 60}${NBSP}min`
  return seconds % 60 === 0
    ? `${minutes}${NBSP}min`
    : `${minutes}${NBSP}min ${seconds % 60}${NBSP}s`
}

/** An estimate, rounded so that it does not flicker: "about 5 s left", "about 2 min left". */
export function formatRemaining(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 55) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)}${NBSP}s left`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `about ${minutes}${NBSP}min left`
  return `about ${Math.floor(minutes / 60)}${NBSP}h ${minutes % 60}${NBSP}min left`
}
