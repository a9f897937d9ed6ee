import { describe, expect, it } from 'vitest'
import { GrowingColumn } from '../../domain/growingColumn.ts'
import { createRandom } from '../../domain/random.ts'
import type { ChartMark } from './chartDrawing.ts'
import { extentOf, formatValue, makeScale, roundExtent, ticksOf } from './chartScale.ts'
import { decimate, nearestIndex } from './decimate.ts'
import { drawingToSvg } from './drawingToSvg.ts'
import { drawLineChart } from './drawLineChart.ts'
import { smooth } from './smooth.ts'
import { tableToCsv } from './tableToCsv.ts'
import { fitText, textWidth } from './textWidth.ts'

const size = { width: 400, height: 200 }
const axes = { xLabel: 'step', yLabel: 'loss' }
const isText = (mark: ChartMark) => mark.kind === 'text'

describe('scales', () => {
  it('puts round ticks inside the extent', () => {
    expect(ticksOf(makeScale('linear', [0.03, 0.97], [0, 100]))).toEqual([0.2, 0.4, 0.6, 0.8])
    expect(ticksOf(makeScale('log', [1e-3, 10], [0, 100]))).toEqual([1e-3, 1e-2, 0.1, 1, 10])
  })

  it('goes from value to pixel and back', () => {
    for (const kind of ['linear', 'log'] as const) {
      const scale = makeScale(kind, [0.5, 80], [40, 360])
      expect(scale.valueAt(scale.pixelOf(7))).toBeCloseTo(7, 9)
    }
  })

  it('leaves out what a logarithmic axis cannot show', () => {
    expect(extentOf([[-1, 0, 2, 50, NaN]], 'log')).toEqual([2, 50])
    expect(makeScale('log', [1, 10], [0, 1]).pixelOf(0)).toBeNaN()
  })

  it('opens an extent to round ends', () => {
    expect(roundExtent([0.13, 0.87], 'linear')).toEqual([0, 1])
    expect(roundExtent([3, 40], 'log')).toEqual([1, 100])
  })

  it('writes numbers short', () => {
    expect([0, 0.05, 0.000012, 12_000, 1.23456].map(formatValue)).toEqual([
      '0',
      '0.05',
      '1.2e-5',
      '12k',
      '1.235',
    ])
  })
})

describe('decimate', () => {
  const x = Float64Array.from({ length: 100_000 }, (_, i) => i)
  const y = x.map((i) => Math.sin(i / 900))
  const scaleX = makeScale('linear', [0, 99_999], [0, 300])
  const scaleY = makeScale('linear', [-1, 30], [200, 0])

  it('keeps at most four points a pixel column, and every peak', () => {
    y[51_234] = 25
    const points = decimate({ x, y }, scaleX, scaleY)
    expect(points.length / 2).toBeLessThanOrEqual(4 * 301)
    const rows = points.filter((_, i) => i % 2 === 1)
    expect(Math.min(...rows)).toBeCloseTo(scaleY.pixelOf(25), 3)
  })

  it('draws a line that grows as it draws one that was there from the beginning', () => {
    const random = createRandom(4)
    const [steps, losses] = [new GrowingColumn(), new GrowingColumn()]
    const kept: { x: number[]; y: number[] } = { x: [], y: [] }
    for (let i = 0; i < 5000; i++) {
      const loss = random.normal() + (i % 700 === 0 ? 20 : 0)
      steps.push(i + 1)
      losses.push(loss)
      kept.x.push(i + 1)
      kept.y.push(loss)
      if (i % 611 !== 0) continue
      const across = makeScale('linear', [1, i + 1], [40.5, 333.3])
      const grown = decimate({ x: steps.view(), y: losses.view() }, across, scaleY)
      // A line with a gap is drawn value by value: up to the gap it has the same points.
      const gap = { x: [...kept.x, i + 2], y: [...kept.y, NaN] }
      expect(decimate(gap, across, scaleY).subarray(0, grown.length)).toEqual(grown)
      expect(smooth(losses.view(), 0.8)).toEqual(smooth(Float64Array.from(kept.y), 0.8))
    }
  })

  it('breaks the line at values that are no numbers', () => {
    const points = decimate(
      { x: [0, 1, 2], y: [1, NaN, 1] },
      makeScale('linear', [0, 2], [0, 9]),
      scaleY,
    )
    expect([...points].map((value) => Number.isNaN(value))).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ])
  })

  it('finds the nearest point', () => {
    const line = { x: [0, 10, 20], y: [0, 0, 0] }
    expect([-5, 4, 6, 14, 99].map((value) => nearestIndex(line, value))).toEqual([0, 0, 1, 1, 2])
    expect(nearestIndex({ x: [], y: [] }, 3)).toBe(-1)
  })
})

describe('smooth', () => {
  it('keeps a constant and starts at the first value', () => {
    for (const value of smooth([3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12)
    expect(smooth([5, 1], 0.99)[0]).toBeCloseTo(5, 12)
  })
})

describe('drawLineChart', () => {
  const steps = [0, 1, 2, 3]
  const series = [
    { name: 'train', x: steps, y: [4, 3, 2, 1] },
    { name: 'val', x: steps, y: [4, 3, 2, 1.01], isExact: true },
  ]

  it('draws raw values behind smoothed ones, and exact series once', () => {
    const { drawing } = drawLineChart({ ...axes, series, smoothing: 0.9 }, size)
    const lines = drawing.marks.filter(
      (mark) => mark.kind === 'line' && mark.ink.startsWith('--series'),
    )
    expect(lines.map((mark) => 'opacity' in mark && mark.opacity === 0.3)).toEqual([
      true,
      false,
      false,
    ])
  })

  it('names each line at its end, none over another', () => {
    const { drawing } = drawLineChart({ ...axes, series }, size)
    const names = drawing.marks.filter(isText).filter(({ isBold }) => isBold === true)
    expect(names.map(({ text }) => text)).toEqual(['val', 'train'])
    expect(Math.abs((names[0]?.y ?? 0) - (names[1]?.y ?? 0))).toBeGreaterThanOrEqual(14)
  })

  it('draws quiet lines faintly behind the others, without a name', () => {
    const many = [...series, { name: 'other', x: steps, y: [9, 9, 9, 9], isQuiet: true }]
    const { drawing, lines, y } = drawLineChart({ ...axes, series: many }, size)
    expect(lines.map(({ name }) => name)).toEqual(['train', 'val'])
    expect(drawing.marks.filter(isText).map(({ text }) => text)).not.toContain('other')
    expect(
      drawing.marks.filter((mark) => mark.kind === 'line' && mark.opacity === 0.4),
    ).toHaveLength(1)
    expect(y.extent[1]).toBeGreaterThanOrEqual(9)
  })

  it('leaves a name as much room as wide letters need, and shortens one that is too long', () => {
    expect(textWidth('mmmm')).toBeGreaterThan(2 * textWidth('illi'))
    expect(fitText('mean', textWidth('mean'))).toBe('mean')
    expect(fitText('elephant', 40)).toMatch(/^el.*…$/)
    expect(textWidth(fitText('elephant', 40))).toBeLessThanOrEqual(40)
  })

  it('draws an empty chart without a number that is none', () => {
    const { drawing } = drawLineChart({ ...axes, series: [] }, size)
    expect(drawingToSvg(drawing, { title: 'Loss', colourOf: () => '#000' })).not.toContain('NaN')
  })

  it('becomes an SVG that stands by itself, whatever the names hold', () => {
    const hostile = [{ name: '<script>"&', x: steps, y: steps }]
    const { drawing } = drawLineChart({ ...axes, series: hostile }, size)
    const svg = drawingToSvg(drawing, { title: 'a < b', colourOf: (ink) => `var(${ink})` })
    expect(svg).toContain('<title>a &lt; b</title>')
    expect(svg).toContain('&lt;script&gt;&quot;&amp;')
    expect(svg).not.toContain('<script>')
  })
})

describe('tableToCsv', () => {
  it('quotes what needs it and disarms formulas', () => {
    expect(
      tableToCsv([
        ['name', 'a,b'],
        ['=1+1', 0.1 + 0.2],
      ]),
    ).toBe(`name,"a,b"\r\n'=1+1,0.30000000000000004\r\n`)
  })
})
