import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OfficialWeights } from '../../src/domain/officialWeights.ts'
import { collectBlob } from '../../src/files/collectBlob.ts'
import type { StateDict } from '../../src/models/checkpoint/safetensors.ts'
import { tensorsOf } from '../../src/models/checkpoint/tensorsOf.ts'
import { writeTorch } from '../../src/models/checkpoint/writeTorch.ts'
import { serveWeights, type WeightsServer } from '../testing/weightsServer.ts'
import { fetchOfficial } from './fetchOfficial.ts'
import { readOfficialList } from './readOfficialList.ts'

const NAME = 'small-00000000.pth'
let folder = ''
let bytes: Uint8Array<ArrayBuffer>
const servers: WeightsServer[] = []

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'limn-weights-'))
  const data = Float32Array.from({ length: 500_000 }, (_, i) => Math.sin(i))
  const state: StateDict = new Map([['conv.weight', { dtype: 'F32', shape: [500, 1000], data }]])
  const file = await collectBlob(writeTorch(tensorsOf(state)))
  bytes = new Uint8Array(await file.arrayBuffer())
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()))
  await fs.rm(folder, { recursive: true })
})

async function serve(options: { knowsRanges?: boolean } = {}): Promise<WeightsServer> {
  const server = await serveWeights(bytes, { name: NAME, ...options })
  servers.push(server)
  return server
}

function offerOf(url: string): OfficialWeights {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const published = { id: 'small', name: 'Small', summary: 'For specs.', licence: 'CC0-1.0' }
  const figures = { parameters: 1, classes: 1, boxAp: 1, maskAp: 1 }
  return { ...published, ...figures, url, bytes: bytes.length, sha256 }
}

interface RunOptions {
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
}

async function run(
  offer: OfficialWeights,
  { signal = new AbortController().signal, onLine }: RunOptions = {},
): Promise<string> {
  const write = (line: Uint8Array | string): boolean => {
    onLine?.(String(line))
    return true
  }
  return fetchOfficial(offer, { folder, signal, waitMs: 1, out: { isTTY: false, write } })
}

const filesLeft = () => fs.readdir(folder)
const failing = (reason: string, message: RegExp) => ({
  failure: { reason, message: expect.stringMatching(message) as string },
})

describe('official weights', () => {
  it('arrive whole, with lines that tell how far they are, and are not fetched again', async () => {
    const server = await serve()
    const lines: string[] = []
    const file = await run(offerOf(server.url), { onLine: (line) => lines.push(line) })
    expect(file).toBe(path.join(folder, NAME))
    expect((await fs.readFile(file)).equals(bytes)).toBe(true)
    expect(lines.at(0)).toMatch(/^Fetching Small: 0\.0 MB of 2\.0 MB/)
    expect(lines.at(-1)).toMatch(/^Checking Small: 2\.0 MB of 2\.0 MB/)
    await run(offerOf(server.url))
    expect(server.asked).toEqual([0])
    expect(await filesLeft()).toEqual([NAME])
  })

  it('go on where a connection broke off, within one run', async () => {
    const server = await serve()
    server.breaks.push(700_000, 300_000)
    const file = await run(offerOf(server.url))
    expect((await fs.readFile(file)).equals(bytes)).toBe(true)
    expect(server.asked).toHaveLength(3)
    expect(server.asked[1]).toBeGreaterThan(0)
    expect(server.asked[2]).toBeGreaterThan(server.asked[1] ?? 0)
  })

  it('go on in a second run where a cancelled one stopped', async () => {
    const server = await serve()
    const controller = new AbortController()
    const onLine = (line: string): void => {
      if (/Fetching Small: (1|0\.[2-9])/.test(line)) controller.abort()
    }
    await expect(run(offerOf(server.url), { signal: controller.signal, onLine })).rejects.toThrow()
    expect(await filesLeft()).toEqual([`${NAME}.part`])
    const kept = (await fs.stat(path.join(folder, `${NAME}.part`))).size
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(bytes.length)
    await run(offerOf(server.url))
    expect(server.asked).toEqual([0, kept])
    expect(await filesLeft()).toEqual([NAME])
  })

  it('begin anew where the server knows no ranges, and are right all the same', async () => {
    const server = await serve({ knowsRanges: false })
    server.breaks.push(900_000)
    const file = await run(offerOf(server.url))
    expect(server.asked).toHaveLength(2)
    expect((await fs.readFile(file)).equals(bytes)).toBe(true)
  })

  it('with a wrong checksum are refused in words, and nothing is kept', async () => {
    const server = await serve()
    const offer = { ...offerOf(server.url), sha256: `bf2d0c1e${'0'.repeat(56)}` }
    await expect(run(offer)).rejects.toMatchObject(
      failing('weights-corrupt', /SHA-256 begins with [0-9a-f]{8}, not bf2d0c1e\. Nothing of it/),
    )
    expect(await filesLeft()).toEqual([])
  })

  it('damaged in what was kept are found out, and fetched anew by the next run', async () => {
    const server = await serve()
    await fs.writeFile(path.join(folder, `${NAME}.part`), new Uint8Array(1000))
    await expect(run(offerOf(server.url))).rejects.toMatchObject(failing('weights-corrupt', /./))
    expect(server.asked).toEqual([1000])
    await run(offerOf(server.url))
    expect(server.asked).toEqual([1000, 0])
  })

  it('say at once that there is no network, and after some tries that it keeps breaking off', async () => {
    const server = await serve()
    const offer = offerOf(server.url)
    server.breaks.push(500_000, 0, 0, 0)
    await expect(run(offer)).rejects.toMatchObject(
      failing('offline', /The connection to 127\.0\.0\.1:\d+ broke off after 0\.\d MB/),
    )
    expect(server.asked).toHaveLength(4)
    await server.close()
    await fs.rm(path.join(folder, `${NAME}.part`))
    await expect(run(offer)).rejects.toMatchObject(failing('offline', /cannot be reached/))
  })

  it('that the server does not have are missing', async () => {
    const server = await serve()
    await expect(run(offerOf(`${server.url}x`))).rejects.toMatchObject(
      failing('weights-missing', /does not have the file small-00000000\.pthx/),
    )
  })
})

it('the published list pins torchvision’s COCO checkpoint by address, size and SHA-256', async () => {
  const list = await readOfficialList('public/official-weights.json')
  const offer = list.find(({ id }) => id === 'maskrcnn_resnet50_fpn_coco')
  expect(offer?.url).toBe(
    'https://download.pytorch.org/models/maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth',
  )
  // torch.hub checks the digits in the name of a file against its SHA-256.
  for (const { url, sha256 } of list) {
    expect(sha256.slice(0, 8)).toBe(/-([0-9a-f]{8})\.pth$/.exec(url)?.[1])
  }
})
