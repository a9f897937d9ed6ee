import react from '@vitejs/plugin-react'
import type { Page } from 'playwright'
import { runBenchPage } from './benchPage.ts'
import { saveResult } from './saveResult.ts'

interface Heard {
  readonly type: string
  readonly delayMs: number
  readonly frameMs: number
}

interface BenchWindow {
  limnBench?: {
    readonly heard: readonly Heard[]
    steps(): number
    train(): void
    finish(): void
  }
}

const REST_MS = 15_000
const TRAINING_MS = 60_000
const PAUSE_MS = 120

/**
 * How late the app hears of a person's hand at rest and while a model trains on WASM in the same page: real presses,
 * clicks and keys, sent by the browser's input.
 */
export async function runInputDelayBench(): Promise<void> {
  const found: { what: string; heard: readonly Heard[]; steps: number }[] = []
  const { measured, browser } = await runBenchPage({
    folder: 'inputDelay',
    plugins: [react()].flat(),
    drive: async (page) => {
      await page.waitForFunction(() => (window as BenchWindow).limnBench !== undefined)
      await page.getByText('Variation of pictures').waitFor()
      found.push({ what: 'at rest', ...(await useFor(page, REST_MS)) })
      await page.evaluate(() => (window as BenchWindow).limnBench?.train())
      await page.waitForFunction(() => ((window as BenchWindow).limnBench?.steps() ?? 0) > 2)
      found.push({ what: 'while it trains', ...(await useFor(page, TRAINING_MS)) })
      await page.evaluate(() => (window as BenchWindow).limnBench?.finish())
    },
  })
  console.log(
    [
      `${browser}; ${JSON.stringify(measured)}:`,
      '',
      '| | events | steps | heard after, ms: median | 95 % | 99 % | most | next frame after, ms: median | 95 % | 99 % | most |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      ...found.map(({ what, heard, steps }) => {
        const columns = [heard.map(({ delayMs }) => delayMs), heard.map(({ frameMs }) => frameMs)]
        return `| ${[what, heard.length, steps, ...columns.flatMap(spread)].join(' | ')} |`
      }),
      '',
    ].join('\n'),
  )
  saveResult('inputDelay', { browser, measured, found })
}

/** Clicks, types and turns to other places as a person would, and answers what the page heard meanwhile. */
async function useFor(
  page: Page,
  milliseconds: number,
): Promise<{ heard: readonly Heard[]; steps: number }> {
  const before = await page.evaluate(() => {
    const bench = (window as BenchWindow).limnBench
    return { heard: bench?.heard.length ?? 0, steps: bench?.steps() ?? 0 }
  })
  const end = Date.now() + milliseconds
  const name = page.getByLabel('Name', { exact: true })
  for (let nth = 0; Date.now() < end; nth++) {
    const place = nth % 20 === 10 ? 'Data' : 'Train'
    if (nth % 10 === 0) {
      await page.getByRole('navigation', { name: 'Places' }).getByText(place).click()
    } else if (place === 'Train' && nth % 20 < 10) {
      if (nth % 3 === 0) await page.getByText('All settings').click()
      else if (nth % 3 === 1) await name.press('a')
      else
        await page
          .getByRole('radio')
          .nth(nth % 2)
          .click()
    }
    await page.waitForTimeout(PAUSE_MS)
  }
  const after = await page.evaluate(() => {
    const bench = (window as BenchWindow).limnBench
    return { heard: bench?.heard ?? [], steps: bench?.steps() ?? 0 }
  })
  return { heard: after.heard.slice(before.heard), steps: after.steps - before.steps }
}

function spread(values: readonly number[]): readonly string[] {
  const sorted = [...values].sort((a, b) => a - b)
  return [0.5, 0.95, 0.99, 1].map((share) => {
    const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length))
    return (sorted[at] ?? NaN).toFixed(1)
  })
}
