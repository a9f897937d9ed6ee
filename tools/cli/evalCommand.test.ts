import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evalCommand } from './evalCommand.ts'

const groundTruth = {
  images: [{ id: 1, width: 100, height: 100 }],
  categories: [{ id: 3, name: 'cat' }],
  annotations: [
    { id: 7, image_id: 1, category_id: 3, bbox: [10, 10, 40, 40], area: 1600, iscrowd: 0 },
    { id: 8, image_id: 1, category_id: 3, bbox: [60, 60, 20, 20], area: 400, iscrowd: 0 },
  ],
}
const results = [{ image_id: 1, category_id: 3, bbox: [10, 10, 40, 36], score: 0.9 }]

let folder = ''
const file = (name: string) => path.join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'limn-eval-'))
  writeFileSync(file('gt.json'), JSON.stringify(groundTruth))
  writeFileSync(file('dt.json'), JSON.stringify(results))
  writeFileSync(file('gt.json.gz'), gzipSync(JSON.stringify(groundTruth)))
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...args: string[]) => evalCommand(['--iou', 'bbox', ...args])

describe('limn eval', () => {
  it('prints the table of pycocotools', async () => {
    const table = await run('--gt', file('gt.json'), '--dt', file('dt.json'))
    // An IoU of 0.9 passes nine of the ten thresholds (the ninth is 0.8999999999999999) and half of the objects.
    expect(table).toBe(
      ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.454
 Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.505
 Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.505
 Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.000
 Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.900
 Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.450
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.450
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.450
 Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.000
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.900
 Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
`,
    )
  })

  it('prints JSON with a class a row, from packed files too', async () => {
    const text = await run('--gt', file('gt.json.gz'), '--dt', file('dt.json'), '--json')
    const { stats, perClass } = JSON.parse(text) as { stats: number[]; perClass: unknown[] }
    expect(stats).toHaveLength(12)
    expect(perClass).toEqual([
      expect.objectContaining({ category_id: 3, name: 'cat', AP75: 0.5049504950495048 }),
    ])
  })

  it.each([
    ['no such file', 'none.json', undefined, /none\.json cannot be read \(ENOENT/],
    ['no JSON', 'dt.json', '[{', /dt\.json is no JSON/],
    ['no list', 'dt.json', '{}', /dt\.json: The results are no list/],
    [
      'a missing score',
      'dt.json',
      '[{"image_id":1,"category_id":3}]',
      /results\[0\]\.score is missing/,
    ],
    [
      'a foreign image',
      'dt.json',
      '[{"image_id":9,"category_id":3,"score":1,"bbox":[0,0,1,1]}]',
      /image 9/,
    ],
    [
      'a damaged polygon',
      'dt.json',
      '[{"image_id":1,"category_id":3,"score":1,"segmentation":[[1,"2"]]}]',
      /results\[0\]\.segmentation is no list of polygons/,
    ],
  ])('refuses %s and says where', async (_, name, content, message) => {
    if (content !== undefined) writeFileSync(file(name), content)
    await expect(run('--gt', file('gt.json'), '--dt', file(name))).rejects.toThrow(message)
  })
})

describe('npx limn', () => {
  const entry = path.resolve(import.meta.dirname, '../../bin/limn.js')

  it('runs as a program and answers mistakes with its usage and a code of its own', () => {
    expect(execFileSync(process.execPath, [entry, '--help'], { encoding: 'utf8' })).toContain(
      '--gt FILE',
    )
    const { status, stderr } = spawnSync(process.execPath, [entry, 'eval', '--iou', 'sgm'], {
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr).toContain('--gt is missing')
  })
})
