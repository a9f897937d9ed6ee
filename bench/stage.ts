import react from '@vitejs/plugin-react'
import { median } from './benchResult.ts'
import { runBenchPage } from './benchPage.ts'
import { saveResult } from './saveResult.ts'

/** Panning 300 objects on a picture of 4,000 x 3,000: how regular the frames are. */
export async function runStageBench(): Promise<void> {
  const { measured, browser } = await runBenchPage({ folder: 'stage', plugins: [react()].flat() })
  const { intervalsMs } = measured as { readonly intervalsMs: readonly number[] }
  const sorted = [...intervalsMs].sort((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1)
  const late = intervalsMs.filter((interval) => interval > 25).length
  console.log(
    [
      `${browser}, panning 300 objects on 4,000 x 3,000 pixels for ${intervalsMs.length} frames:`,
      '',
      '| frame interval, ms: median | 95 % | 99 % | frames over 25 ms |',
      '| --- | --- | --- | --- |',
      `| ${median(intervalsMs).toFixed(1)} | ${at(0.95)} | ${at(0.99)} | ${late} of ${intervalsMs.length} |`,
      '',
    ].join('\n'),
  )
  saveResult('stage', { browser, intervalsMs })
}
