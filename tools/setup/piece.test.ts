import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { create } from 'tar'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LimnError } from '../../src/domain/failure.ts'
import { integrityOf, sha256 } from './files.ts'
import type { NpmPack } from './npmPack.ts'
import { ensurePiece, type Piece, type Workshop } from './piece.ts'
import { originalPath, tarballPath, type Places } from './places.ts'
import type { SourcePackage } from './sources.ts'

const NOTE = Buffer.from('a published note')

let shelf: string
let tarball: Buffer
let source: SourcePackage
let places: Places
let packed: string[]

beforeAll(async () => {
  shelf = await fs.mkdtemp(path.join(os.tmpdir(), 'limn-setup-'))
  await fs.mkdir(path.join(shelf, 'package/data'), { recursive: true })
  await fs.writeFile(path.join(shelf, 'package/data/note.txt'), NOTE)
  await fs.writeFile(path.join(shelf, 'package/install.js'), 'throw new Error("must not run")')
  await create({ cwd: shelf, file: path.join(shelf, 'toy.tgz'), gzip: true }, ['package'])
  tarball = await fs.readFile(path.join(shelf, 'toy.tgz'))
  source = {
    name: '@toys/note',
    version: '1.2.3',
    bytes: tarball.byteLength,
    integrity: integrityOf(tarball),
    files: [{ path: 'data/note.txt', bytes: NOTE.byteLength, sha256: sha256(NOTE) }],
  }
})

beforeEach(async () => {
  const home = await fs.mkdtemp(path.join(shelf, 'home-'))
  places = { cache: path.join(home, '.cache'), public: path.join(home, 'public') }
  packed = []
})

afterAll(() => fs.rm(shelf, { recursive: true }))

/** An npm that serves `bytes`. */
function serving(bytes: Buffer): NpmPack {
  return async (spec, folder) => {
    packed.push(spec)
    await fs.writeFile(path.join(folder, 'toys-note-1.2.3.tgz'), bytes)
    return { succeeded: true, errorText: '' }
  }
}

const offline: NpmPack = (spec) => {
  packed.push(spec)
  return Promise.resolve({ succeeded: false, errorText: 'code ENOTFOUND' })
}

function workshop(pack: NpmPack, maker = 'tools of today'): Workshop {
  const progress = { say: () => undefined, run: <T>(_: string, work: () => Promise<T>) => work() }
  return { places, pack, progress, maker }
}

function shoutingPiece(): Piece {
  return {
    folder: 'notes/loud',
    title: 'A loud note',
    sources: [source],
    build: async (readOriginal) => {
      const note = await readOriginal(source, 'data/note.txt')
      return [{ name: 'note.txt', bytes: Buffer.from(note.toString().toUpperCase()) }]
    },
  }
}

const outputFile = (): string => path.join(places.public, 'notes/loud/note.txt')
const output = (): Promise<string> => fs.readFile(outputFile(), 'utf8')

async function failureOf(run: Promise<unknown>): Promise<LimnError> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  )
  return thrown instanceof LimnError ? thrown : expect.fail(`no failure but ${String(thrown)}`)
}

describe('ensurePiece', () => {
  it('fetches, unpacks only what is wanted, and builds', async () => {
    expect(await ensurePiece(shoutingPiece(), workshop(serving(tarball)))).toBe(true)
    expect(await output()).toBe('A PUBLISHED NOTE')
    expect(packed).toEqual(['@toys/note@1.2.3'])
    expect(await fs.readFile(originalPath(source, 'data/note.txt', places))).toEqual(NOTE)
    const unpacked = await fs.readdir(path.dirname(originalPath(source, 'x', places)))
    expect(unpacked).toEqual(['data'])
  })

  it('leaves no drafts or half-fetched folders behind', async () => {
    await ensurePiece(shoutingPiece(), workshop(serving(tarball)))
    const left = await fs.readdir(path.dirname(places.cache), { recursive: true })
    expect(left.filter((name) => /draft|fetching/.test(name))).toEqual([])
  })

  it('does nothing the second time, and needs no network for it', async () => {
    await ensurePiece(shoutingPiece(), workshop(serving(tarball)))
    expect(await ensurePiece(shoutingPiece(), workshop(offline))).toBe(false)
    expect(packed).toHaveLength(1)
  })

  it.each(['an output', 'an original', 'the stamp'])(
    'repairs %s that was damaged, without the network',
    async (which) => {
      await ensurePiece(shoutingPiece(), workshop(serving(tarball)))
      const damaged = {
        'an output': outputFile(),
        'an original': originalPath(source, 'data/note.txt', places),
        'the stamp': path.join(places.cache, 'stamps/notes-loud.json'),
      }[which]
      await fs.writeFile(damaged ?? expect.fail(), 'half of i')
      expect(await ensurePiece(shoutingPiece(), workshop(offline))).toBe(true)
      expect(await output()).toBe('A PUBLISHED NOTE')
      expect(await fs.readFile(originalPath(source, 'data/note.txt', places))).toEqual(NOTE)
    },
  )

  it('builds anew when the tools have changed', async () => {
    await ensurePiece(shoutingPiece(), workshop(serving(tarball)))
    expect(await ensurePiece(shoutingPiece(), workshop(offline, 'tools of tomorrow'))).toBe(true)
  })

  it('clears what an interrupted fetch left behind an hour ago, not what is being fetched', async () => {
    const tarballs = path.join(places.cache, 'tarballs')
    await fs.mkdir(path.join(tarballs, 'fetching-old'), { recursive: true })
    await fs.mkdir(path.join(tarballs, 'fetching-new'))
    const hoursAgo = new Date(Date.now() - 2 * 3_600_000)
    await fs.utimes(path.join(tarballs, 'fetching-old'), hoursAgo, hoursAgo)
    await ensurePiece(shoutingPiece(), workshop(serving(tarball)))
    const left = await fs.readdir(tarballs)
    expect(left.sort()).toEqual(['fetching-new', 'toys-note-1.2.3.tgz'])
  })

  it('fetches again when the kept tarball is damaged and needed', async () => {
    await ensurePiece(shoutingPiece(), workshop(serving(tarball)))
    await fs.writeFile(tarballPath(source, places), tarball.subarray(0, 99))
    await fs.rm(path.join(places.cache, 'originals'), { recursive: true })
    expect(await ensurePiece(shoutingPiece(), workshop(serving(tarball)))).toBe(true)
    expect(packed).toHaveLength(2)
  })

  it('says what is missing and what to do when there is no network', async () => {
    const { failure } = await failureOf(ensurePiece(shoutingPiece(), workshop(offline)))
    expect(failure.reason).toBe('offline')
    expect(failure.message).toBe(
      'The package @toys/note@1.2.3 could not be fetched (npm: code ENOTFOUND).',
    )
    expect(failure.remedy).toContain('npm run setup')
  })

  it('refuses a tarball with one flipped byte and keeps nothing of it', async () => {
    const flipped = Buffer.from(tarball)
    flipped[60] = (flipped[60] ?? 0) ^ 1
    const { failure } = await failureOf(ensurePiece(shoutingPiece(), workshop(serving(flipped))))
    expect(failure.message).toContain('its SHA-512 differs')
    expect(await fs.readdir(path.join(places.cache, 'tarballs'))).toEqual([])
  })

  it('refuses a file inside the tarball whose hash is not the pinned one', async () => {
    const other = { ...source, files: [{ path: 'data/note.txt', bytes: 3, sha256: sha256('no') }] }
    const piece = { ...shoutingPiece(), sources: [other] }
    const { failure } = await failureOf(ensurePiece(piece, workshop(serving(tarball))))
    expect(failure.message).toContain('data/note.txt in @toys/note@1.2.3 is not the one')
  })
})
