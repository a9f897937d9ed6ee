import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** Prints the milliseconds of processor time that loading, evaluating and accumulating took. */
const PROGRAM = `
import contextlib, io, json, sys, time
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
gt, dt = (json.load(open(name)) for name in sys.argv[1:3])
with contextlib.redirect_stdout(io.StringIO()):
    start = time.process_time()
    truth = COCO(); truth.dataset = gt; truth.createIndex()
    run = COCOeval(truth, truth.loadRes(dt), sys.argv[3])
    run.evaluate(); run.accumulate()
    taken = time.process_time() - start
print(taken * 1000)
`

/** The reference itself on this machine; null where Python or pycocotools is not installed. */
export async function measurePycocotools(
  gt: object,
  found: object,
  iouType: 'bbox' | 'segm',
): Promise<number | null> {
  if (spawnSync('python3', ['-c', 'import pycocotools']).status !== 0) return null
  const folder = await mkdtemp(path.join(os.tmpdir(), 'limn-bench-'))
  try {
    const [gtFile, dtFile] = ['gt.json', 'dt.json'].map((name) => path.join(folder, name))
    if (gtFile === undefined || dtFile === undefined) return null
    await writeFile(gtFile, JSON.stringify(gt))
    await writeFile(dtFile, JSON.stringify(found))
    const args = ['-c', PROGRAM, gtFile, dtFile, iouType]
    const { stdout, status } = spawnSync('python3', args, { encoding: 'utf8' })
    return status === 0 ? Number(stdout) : null
  } finally {
    await rm(folder, { recursive: true })
  }
}
