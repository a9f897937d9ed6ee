import { unzipSync } from 'fflate'
import { readCoco } from '../src/data/export/readCoco.ts'
import { maskIou } from '../src/domain/mask/iou.ts'
import { expect, sampleFile, test } from './fixtures/limnPage.ts'

function isPng(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && Buffer.from(bytes.subarray(1, 4)).toString() === 'PNG'
}

test('everything that can be exported is in one zip and reads back', async ({ limn }) => {
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  const count = await limn.objectCount()
  const { name, bytes } = await limn.exportFiles([
    'COCO JSON, polygons',
    'COCO JSON, exact masks',
    'Label map PNG',
    'Cut-outs',
    'Overlay picture',
  ])
  expect(name).toMatch(/\.zip$/)
  const files = unzipSync(bytes)
  const paths = Object.keys(files)
  const [polygons, exact] = paths
    .filter((path) => path.endsWith('.json') && path.includes('coco'))
    .sort((a, b) => Number(a.includes('rle')) - Number(b.includes('rle')))
    .map((path) => readCoco(Buffer.from(files[path] ?? []).toString('utf8'))[0]?.objects ?? [])
  expect(exact).toHaveLength(count)
  expect(polygons).toHaveLength(count)
  for (const [index, object] of (exact ?? []).entries()) {
    const polygon = polygons?.[index]
    expect(polygon && maskIou(polygon.mask, object.mask)).toBeGreaterThan(0.95)
  }
  const cutOuts = paths.filter((path) => path.includes('cutouts/'))
  expect(cutOuts).toHaveLength(count)
  for (const path of cutOuts) expect(isPng(files[path])).toBe(true)
  expect(paths.some((path) => path.includes('label') && isPng(files[path]))).toBe(true)
  expect(paths.some((path) => path.includes('overlay'))).toBe(true)
})
