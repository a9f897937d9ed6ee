import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatBytesOf,
  formatDuration,
  formatNumberOf,
  formatPercent,
  formatPixels,
  formatRemaining,
  formatScore,
  formatShare,
  formatSize,
} from './format.ts'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

describe('numbers as a person reads them', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [512_300, '512 kB'],
    [38_096_000, '38.1 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(plain(formatBytes(bytes))).toBe(text))

  it('writes progress in the unit of the total and never beyond it', () => {
    expect(plain(formatBytesOf(400_000, 38_100_000))).toBe('0.4 of 38.1 MB')
    expect(plain(formatBytesOf(39_000_000, 38_100_000))).toBe('38.1 of 38.1 MB')
  })

  it.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [999, '1.0 s'],
    [4230, '4.2 s'],
    [9960, '10 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [3_840_000, '1 h 4 min'],
  ])('writes %d milliseconds as %s', (ms, text) => expect(plain(formatDuration(ms))).toBe(text))

  it.each([
    [0, '0.0 %'],
    [0.0004, 'under 0.1 %'],
    [0.034, '3.4 %'],
    [0.0999, '10 %'],
    [0.123, '12 %'],
    [1, '100 %'],
  ])('writes the share %d as %s', (share, text) => expect(plain(formatShare(share))).toBe(text))

  it('keeps two digits for scores and none for percentages', () => {
    expect(formatScore(0.5)).toBe('0.50')
    expect(plain(formatPercent(0.45))).toBe('45 %')
  })

  it('counts with the right noun and groups thousands', () => {
    expect(formatNumberOf(1, 'object')).toBe('1 object')
    expect(formatNumberOf(0, 'object')).toBe('0 objects')
    expect(formatNumberOf(2000, 'class', 'classes')).toBe('2,000 classes')
    expect(plain(formatPixels(12345))).toBe('12,345 px')
    expect(plain(formatSize({ width: 640, height: 480 }))).toBe('640 × 480 px')
  })

  it('rounds what is left so that it does not flicker', () => {
    expect(plain(formatRemaining(1200))).toBe('about 5 s left')
    expect(plain(formatRemaining(31_000))).toBe('about 35 s left')
    expect(plain(formatRemaining(130_000))).toBe('about 2 min left')
  })
})
