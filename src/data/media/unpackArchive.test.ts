import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unpackArchive, UNPACK_LIMITS, type UnpackLimits } from './unpackArchive.ts'

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4)

const zipOf = (files: Zippable) => new Blob([zipSync(files)])

async function unpack(file: Blob, limits: Partial<UnpackLimits> = {}) {
  const found: { name: string; file: Blob }[] = []
  const fractions: number[] = []
  const { skipped } = await unpackArchive(
    { name: 'photos.zip', file },
    {
      limits: { ...UNPACK_LIMITS, ...limits },
      onFound: (picture, fraction) => {
        found.push(picture)
        fractions.push(fraction)
      },
    },
  )
  return {
    names: found.map(({ name }) => name),
    files: found.map((one) => one.file),
    skipped,
    fractions,
  }
}

/** Rewrites a field of every central directory entry. */
async function patchDirectory(file: Blob, offset: number, value: number): Promise<Blob> {
  const view = new DataView(await file.arrayBuffer())
  for (let at = 0; at + 4 <= view.byteLength; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + offset, value, true)
  }
  return new Blob([view.buffer])
}

describe('unpackArchive', () => {
  it('hands out the pictures of all folders and names what it left', async () => {
    const { names, files, skipped, fractions } = await unpack(
      zipOf({
        'a.jpg': jpeg,
        'deep/er/b.JPG': [jpeg, { level: 0 }],
        'no-extension': jpeg,
        'notes.txt': strToU8('hello'),
        '__MACOSX/._a.jpg': jpeg,
        '.hidden.jpg': jpeg,
        'Thumbs.db': jpeg,
        'empty/': new Uint8Array(),
      }),
    )
    expect(names).toEqual(['a.jpg', 'b.JPG', 'no-extension'])
    for (const file of files) expect(new Uint8Array(await file.arrayBuffer())).toEqual(jpeg)
    expect(skipped).toEqual(['notes.txt'])
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
  })

  it('hands on a file that is a picture only by name, so that its failure is shown', async () => {
    expect((await unpack(zipOf({ 'a.jpg': strToU8('no picture') }))).names).toEqual(['a.jpg'])
  })

  it('says what a zip without pictures holds', async () => {
    await expect(unpack(zipOf({ 'a.txt': strToU8('a'), 'b.doc': strToU8('b') }))).rejects.toThrow(
      'photos.zip holds no pictures, only 2 other files.',
    )
    await expect(unpack(zipOf({}))).rejects.toThrow('is an empty archive')
  })

  it('says that junk is no archive, and so a cut one', async () => {
    await expect(unpack(new Blob(['PK\x03\x04 and then nothing']))).rejects.toThrow(
      'not a whole zip',
    )
    const whole = zipOf({ 'a.jpg': [jpeg, { level: 0 }] })
    await expect(unpack(whole.slice(0, whole.size - 30))).rejects.toThrow('not a whole zip')
  })

  it('names a password and a compression it cannot read', async () => {
    const whole = zipOf({ 'a.jpg': jpeg })
    await expect(unpack(await patchDirectory(whole, 8, 1))).rejects.toThrow(
      'locked with a password',
    )
    await expect(unpack(await patchDirectory(whole, 10, 14))).rejects.toThrow(
      'compressed with LZMA',
    )
  })

  it('stops a bomb by file, in total and by count', async () => {
    const bomb = zipOf({ 'a.bmp': new Uint8Array(3_000_000), 'b.jpg': jpeg })
    const { names, skipped } = await unpack(bomb, { maxFileBytes: 1_000_000 })
    expect([names, skipped]).toEqual([['b.jpg'], ['a.bmp']])
    // The same with a directory that lies about the size.
    const lying = await patchDirectory(await patchDirectory(bomb, 24, 10), 26, 0)
    expect((await unpack(lying, { maxFileBytes: 1_000_000 })).skipped).toEqual(['a.bmp'])
    await expect(unpack(bomb, { maxTotalBytes: 1_000_000 })).rejects.toThrow('unpacks to more than')
    await expect(unpack(bomb, { maxEntries: 1 })).rejects.toThrow('holds 2 files')
  })

  it('stops when cancelled', async () => {
    const file = zipOf({ 'a.jpg': jpeg, 'b.jpg': jpeg })
    const abort = new AbortController()
    const names: string[] = []
    const unpacking = unpackArchive(
      { name: 'photos.zip', file },
      {
        signal: abort.signal,
        onFound: ({ name }) => {
          names.push(name)
          abort.abort()
        },
      },
    )
    await expect(unpacking).rejects.toMatchObject({ name: 'AbortError' })
    expect(names).toEqual(['a.jpg'])
  })
})
