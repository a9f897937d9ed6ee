import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { fail, LimnError } from '../../src/domain/failure.ts'
import { formatSummary } from '../../src/metrics/coco/formatSummary.ts'
import { readGroundTruth, readResults } from '../../src/metrics/coco/readCocoJson.ts'
import { evaluateCoco } from '../../src/metrics/cocoEval.ts'
import { UsageError } from './usageError.ts'

export const EVAL_USAGE = `Usage: limn eval --gt FILE --dt FILE --iou bbox|segm [--json]

  --gt FILE    ground truth, COCO JSON (also .gz)
  --dt FILE    detections, COCO results JSON (also .gz)
  --iou TYPE   bbox compares boxes, segm compares masks
  --json       prints { "stats": […], "perClass": […] } in place of the table
`

/** Evaluates a file of results; what it answers is what the command prints. */
export async function evalCommand(args: readonly string[]): Promise<string> {
  const { gt, dt, iou, json, help } = readArgs(args)
  if (help) return EVAL_USAGE
  if (gt === undefined) throw new UsageError('--gt is missing.')
  if (dt === undefined) throw new UsageError('--dt is missing.')
  if (iou !== 'bbox' && iou !== 'segm') {
    throw new UsageError(iou === undefined ? '--iou is missing.' : `--iou cannot be "${iou}".`)
  }
  const groundTruth = await readAs(gt, readGroundTruth)
  const results = await readAs(dt, readResults)
  const { stats, perClass, params } = evaluateCoco(groundTruth, results, { iouType: iou })
  if (json) return `${JSON.stringify({ stats, perClass }, null, 2)}\n`
  return formatSummary(stats, params)
}

function readArgs(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        gt: { type: 'string' },
        dt: { type: 'string' },
        iou: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads and parses one file; every complaint begins with its name. */
async function readAs<T>(file: string, parse: (json: unknown) => T): Promise<T> {
  const bytes = await readFile(file).catch((error: unknown) =>
    fail('bad-request', `${file} cannot be read (${reasonOf(error)}).`, 'Check its name.'),
  )
  try {
    // The first two bytes tell gzip, whatever the file is called.
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
    const text = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8')
    return parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof LimnError) {
      const { reason, message, remedy } = error.failure
      return fail(reason, `${file}: ${message}`, remedy)
    }
    return fail('bad-request', `${file} is no JSON (${reasonOf(error)}).`, 'Write it again.')
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
