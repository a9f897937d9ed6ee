import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { CocoGroundTruth, CocoResult } from '../src/metrics/coco/cocoFormat.ts'
import { evaluateCoco } from '../src/metrics/cocoEval.ts'
import { median } from './benchResult.ts'
import { measurePycocotools } from './pycocotools.ts'
import { saveResult } from './saveResult.ts'

interface Case {
  readonly gt: CocoGroundTruth
  readonly results: Readonly<Record<string, readonly CocoResult[]>>
  readonly evals: readonly {
    readonly iouType: 'bbox' | 'segm'
    readonly results: string
    readonly pycocotools_seconds: Readonly<Record<string, number>>
  }[]
}

interface Row {
  readonly what: string
  readonly iouType: 'bbox' | 'segm'
  readonly detections: number
  /** Processor time of each round: what else the machine does plays no part. */
  readonly ownMs: readonly number[]
  /** What the reference took when the case was recorded, load, evaluate and accumulate; null where it was not run. */
  readonly recordedMs: number | null
  /** The same here and now; null where pycocotools is not installed. */
  readonly pycocotoolsMs: number | null
}

const ROUNDS = 5
const FACTOR = 10

/**
 * `evaluateCoco` on the largest recorded case (LIMN_FIXTURES) and on one ten times as large made from it, beside the
 * seconds that pycocotools took when the case was recorded and, where it is installed, takes here.
 */
export async function runCocoEvalBench(): Promise<void> {
  const folder = path.resolve(process.env['LIMN_FIXTURES'] ?? '../shared/fixtures')
  const file = path.join(folder, 'coco-eval/big.json.gz')
  if (!existsSync(file)) {
    console.log(`${file} is not here; set LIMN_FIXTURES.`)
    return
  }
  const recorded = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Case
  const rows: Row[] = []
  for (const { iouType, results, pycocotools_seconds: seconds } of recorded.evals) {
    const found = recorded.results[results] ?? []
    const recordedMs = Object.values(seconds).reduce((total, s) => total + s * 1000, 0)
    rows.push(await measure('recorded', recorded.gt, found, { iouType, recordedMs }))
    const large = enlarge(recorded.gt, found)
    rows.push(
      await measure('ten times as large', large.gt, large.found, { iouType, recordedMs: null }),
    )
  }
  console.log(tableOf(rows))
  saveResult('cocoEval', { rows })
}

async function measure(
  what: string,
  gt: CocoGroundTruth,
  found: readonly CocoResult[],
  { iouType, recordedMs }: { iouType: 'bbox' | 'segm'; recordedMs: number | null },
): Promise<Row> {
  const ownMs = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage()
    evaluateCoco(gt, found, { iouType })
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  const pycocotoolsMs = await measurePycocotools(gt, found, iouType)
  return { what, iouType, detections: found.length, ownMs, recordedMs, pycocotoolsMs }
}

/** The same pictures again under new ids, so that every class has ten times as many objects. */
function enlarge(gt: CocoGroundTruth, found: readonly CocoResult[]) {
  const lastImage = Math.max(...gt.images.map(({ id }) => id))
  const lastAnnotation = Math.max(...gt.annotations.map(({ id }) => id))
  const copies = Array.from({ length: FACTOR }, (_, copy) => copy)
  return {
    gt: {
      categories: gt.categories,
      images: copies.flatMap((copy) =>
        gt.images.map((image) => ({ ...image, id: image.id + copy * lastImage })),
      ),
      annotations: copies.flatMap((copy) =>
        gt.annotations.map((annotation) => ({
          ...annotation,
          id: annotation.id + copy * lastAnnotation,
          image_id: annotation.image_id + copy * lastImage,
        })),
      ),
    },
    found: copies.flatMap((copy) =>
      found.map((result) => ({ ...result, image_id: result.image_id + copy * lastImage })),
    ),
  }
}

function tableOf(rows: readonly Row[]): string {
  const ms = (value: number | null): string => (value === null ? '' : value.toFixed(0))
  return [
    '| case | detections | Limn, ms | pycocotools recorded, ms | pycocotools here, ms |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ what, iouType, detections, ownMs, recordedMs, pycocotoolsMs }) =>
        `| ${what}, ${iouType} | ${detections} | ${ms(median(ownMs))} | ${ms(recordedMs)} | ${ms(pycocotoolsMs)} |`,
    ),
    '',
  ].join('\n')
}
