import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  changeModel,
  deleteModel,
  listModels,
  readModelWeights,
  restoreModel,
  saveModel,
  sweepModels,
  type NewModel,
} from './modelLibrary.ts'

const MODEL: NewModel = {
  name: 'Cells',
  family: 'mask-rcnn',
  architecture: { family: 'mask-rcnn' },
  classes: ['background', 'cell'],
  parameters: 3,
  origin: { kind: 'imported', fileName: 'cells.pth', format: 'pytorch' },
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text))
}

async function filesOnDisk(): Promise<string[]> {
  const root = await navigator.storage.getDirectory()
  const names: string[] = []
  const folder = await root.getDirectoryHandle('models', { create: true })
  for await (const name of folder.keys()) names.push(name)
  return names
}

async function clear(): Promise<void> {
  for (const { id } of await listModels()) await deleteModel(id)
  await sweepModels(Infinity)
}
beforeEach(clear)
afterEach(clear)

it('keeps a model with its weights, size and checksum', async () => {
  const kept = await saveModel(MODEL, pieces('ab', 'c'))
  expect(kept).toMatchObject({ ...MODEL, bytes: 3 })
  // Of "abc" (FIPS 180-2, appendix B.1).
  expect(kept.sha256).toMatch(/^ba7816bf8f01cfea.*20015ad$/)
  expect(await listModels()).toEqual([kept])
  expect(await (await readModelWeights(kept.id)).text()).toBe('abc')
})

it('leaves nothing of a model whose weights broke off', async () => {
  async function* broken(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield* pieces('ab')
    throw new Error('cut')
  }
  await expect(saveModel(MODEL, broken())).rejects.toThrow('cut')
  const controller = new AbortController()
  controller.abort()
  await expect(saveModel(MODEL, pieces('ab'), controller)).rejects.toThrow(DOMException)
  expect(await listModels()).toEqual([])
  expect(await filesOnDisk()).toEqual([])
})

it('says that the storage is full when it is', async () => {
  async function* endless(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield* pieces('ab')
    throw new DOMException('no room', 'QuotaExceededError')
  }
  await expect(saveModel(MODEL, endless())).rejects.toMatchObject({
    failure: { reason: 'storage-full' },
  })
  expect(await filesOnDisk()).toEqual([])
})

it('renames, deletes and brings back, and frees the space when swept', async () => {
  const { id } = await saveModel(MODEL, pieces('abc'))
  await changeModel(id, { name: 'Nuclei' })
  await deleteModel(id)
  expect(await listModels()).toEqual([])
  await expect(readModelWeights(id)).rejects.toThrow('not in the library')
  await restoreModel(id)
  expect((await listModels()).map(({ name }) => name)).toEqual(['Nuclei'])
  await deleteModel(id)
  await sweepModels(0)
  await restoreModel(id)
  expect(await filesOnDisk()).toHaveLength(1)
  await deleteModel(id)
  await sweepModels(Infinity)
  expect(await filesOnDisk()).toEqual([])
  await expect(restoreModel(id)).rejects.toThrow('not in the library')
})
