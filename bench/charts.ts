import react from '@vitejs/plugin-react'
import { median } from './benchResult.ts'
import { runBenchPage } from './benchPage.ts'
import { saveResult } from './saveResult.ts'

interface Measured {
  readonly charts: number
  readonly points: number
  readonly still: readonly number[]
  readonly hovering: readonly number[]
  readonly resizing: readonly number[]
}

/** The Train place with a run of over 100,000 steps that grows by one every few milliseconds: how regular the frames are. */
export async function runChartsBench(): Promise<void> {
  const { measured, browser } = await runBenchPage({ folder: 'charts', plugins: [react()].flat() })
  const { charts, points, ...found } = measured as Measured
  const rows = Object.entries(found).map(([what, intervals]) => {
    const sorted = [...intervals].sort((a, b) => a - b)
    const at = (share: number): string =>
      (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1)
    const late = intervals.filter((interval) => interval > 25).length
    return `| ${what} | ${median(intervals).toFixed(1)} | ${at(0.95)} | ${at(0.99)} | ${late} of ${intervals.length} |`
  })
  console.log(
    [
      `${browser}, ${charts} charts of a run of ${points} steps that grows by a step every 4 ms:`,
      '',
      '| the pointer, the page | frame interval, ms: median | 95 % | 99 % | frames over 25 ms |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n'),
  )
  saveResult('charts', { browser, charts, points, ...found })
}
