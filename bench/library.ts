import react from '@vitejs/plugin-react'
import { runBenchPage } from './benchPage.ts'
import { median } from './benchResult.ts'
import { saveResult } from './saveResult.ts'

/** What bench/library measures, milliseconds; lists are intervals of frames or repetitions. */
export interface LibraryFigures {
  readonly images: number
  readonly importMs: number
  readonly openMs: number
  readonly scrollMs: readonly number[]
  readonly filterMs: readonly number[]
  readonly objects: number
  readonly openObjectsMs: number
  readonly panMs: readonly number[]
  readonly zoomMs: readonly number[]
  readonly hoverMs: readonly number[]
  readonly editMs: readonly number[]
  readonly savedMs: readonly number[]
}

/** `npm run bench -- library [images] [objects]`: a dataset of 10,000 images and a picture of 5,000 objects. */
export async function runLibraryBench(words: readonly string[]): Promise<void> {
  const [images = 10_000, objects = 5000] = words.map(Number)
  const { measured, browser } = await runBenchPage({
    folder: 'library',
    options: { images, objects },
    plugins: [react()].flat(),
  })
  const figures = measured as LibraryFigures
  console.log(
    [
      `${browser}; ${images} images of 64 x 64 brought in in ${(figures.importMs / 1000).toFixed(0)} s`,
      '',
      '| what | ms |',
      '| --- | --- |',
      `| open the dataset, first thumbnails shown | ${figures.openMs.toFixed(0)} |`,
      `| filter by class, until painted (median of ${figures.filterMs.length}) | ${median(figures.filterMs).toFixed(0)} |`,
      `| open the picture of ${objects} objects | ${figures.openObjectsMs.toFixed(0)} |`,
      `| delete one of its objects, until painted (median of ${figures.editMs.length}) | ${median(figures.editMs).toFixed(0)} |`,
      `| … until saved | ${median(figures.savedMs).toFixed(0)} |`,
      '',
      '| frame interval, ms | median | 95 % | 99 % | over 25 ms |',
      '| --- | --- | --- | --- | --- |',
      frameRow('scroll the grid', figures.scrollMs),
      frameRow('pan the picture', figures.panMs),
      frameRow('zoom the picture', figures.zoomMs),
      frameRow('point at objects', figures.hoverMs),
      '',
    ].join('\n'),
  )
  saveResult('library', { browser, figures })
}

function frameRow(name: string, intervals: readonly number[]): string {
  const sorted = [...intervals].sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1)
  const late = intervals.filter((interval) => interval > 25).length
  return `| ${name} | ${median(intervals).toFixed(1)} | ${at(0.95)} | ${at(0.99)} | ${late} of ${intervals.length} |`
}
