import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { zipSync } from 'fflate'
import { chromium, type Page } from 'playwright'
import { preview } from 'vite'
import { formatSummary } from '../src/metrics/coco/formatSummary.ts'
import { readGroundTruth, readResults } from '../src/metrics/coco/readCocoJson.ts'
import { evaluateCoco } from '../src/metrics/cocoEval.ts'
import { BROWSER_FLAGS, findInstalledBrowser } from '../tools/browser.ts'
import { PROJECT } from '../tools/setup/places.ts'
import { saveResult } from './saveResult.ts'

const FOLDER = path.resolve(process.env['LIMN_DATASETS'] ?? '../shared/datasets', 'coco-cc')
const HOUR_MS = 60 * 60_000

/**
 * The model of the Segment place on the validation pictures of a COCO folder (LIMN_DATASETS), as a person would do it:
 * dropped into Data, evaluated in Evaluate, the results file saved and measured here. Needs `npm run build` before.
 */
export async function runCocoValBench(): Promise<void> {
  const annotations = path.join(FOLDER, 'annotations/instances_val.json')
  if (!existsSync(annotations)) {
    console.log(`${annotations} is not here; set LIMN_DATASETS.`)
    return
  }
  const json = JSON.parse(await readFile(annotations, 'utf8')) as {
    readonly images: readonly { readonly file_name: string }[]
  }
  const server = await preview({ root: PROJECT, preview: { port: 0 }, logLevel: 'error' })
  const executablePath = findInstalledBrowser()
  const browser = await chromium.launch({
    args: [...BROWSER_FLAGS],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(HOUR_MS)
    await page.goto(server.resolvedUrls?.local[0] ?? '')
    await importZip(page, await zipOf(json))
    const results = readResults(JSON.parse(await evaluateInPage(page)))
    const groundTruth = readGroundTruth(json)
    const engine = await page.getByRole('contentinfo').textContent()
    console.log(`${json.images.length} pictures, ${results.length} detections, ${engine ?? ''}`)
    const tables = (['bbox', 'segm'] as const).map((iouType) => {
      const { stats, params } = evaluateCoco(groundTruth, results, { iouType })
      return { iouType, stats, table: formatSummary(stats, params) }
    })
    for (const { iouType, table } of tables) console.log(`\n${iouType}\n${table}`)
    saveResult('cocoVal', { tables })
  } finally {
    await browser.close()
    await server.close()
  }
}

async function zipOf(json: { readonly images: readonly { readonly file_name: string }[] }) {
  const files: Record<string, Uint8Array> = {
    'coco-val/annotations/instances_val.json': new TextEncoder().encode(JSON.stringify(json)),
  }
  for (const { file_name } of json.images) {
    const name = path.basename(file_name)
    files[`coco-val/val/${name}`] = await readFile(path.join(FOLDER, 'images/val', name))
  }
  return zipSync(files, { level: 0 })
}

async function importZip(page: Page, zip: Uint8Array): Promise<void> {
  await goTo(page, 'Data')
  const data = Buffer.from(zip).toString('base64')
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    const dropped = new DataTransfer()
    dropped.items.add(new File([bytes], 'coco-val.zip', { type: 'application/zip' }))
    return dropped
  }, data)
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: transfer })
  }
  await page.getByRole('region', { name: 'What was read' }).waitFor()
}

/** Runs the model and answers its results file. */
async function evaluateInPage(page: Page): Promise<string> {
  await goTo(page, 'Evaluate')
  await page.getByRole('button', { name: /^Evaluate on \d+ pictures?$/ }).click()
  const save = page.getByRole('button', { name: 'Results', exact: true })
  const progress = setInterval(() => void logProgress(page), 30_000)
  await save.waitFor()
  clearInterval(progress)
  const download = page.waitForEvent('download')
  await save.click()
  return readFile(await (await download).path(), 'utf8')
}

async function logProgress(page: Page): Promise<void> {
  const job = page.locator('.evaluate-job-text')
  console.error((await job.textContent({ timeout: 1000 }).catch(() => null)) ?? 'waiting')
}

async function goTo(page: Page, place: 'Data' | 'Evaluate'): Promise<void> {
  const places = page.getByRole('navigation', { name: 'Places' })
  await places.getByRole('button', { name: place }).click()
}
