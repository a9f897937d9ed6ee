import { zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStateDict } from './checkpoint.ts'
import { readCheckpoint } from './readCheckpoint.ts'
import { CheckpointError, parseSafetensors } from './safetensors.ts'
import { pickleOf, type PickleNode } from './pickle/pickleOf.ts'
import { tensorNode } from './torch/tensorNode.ts'

const FLOATS = new Uint8Array(Float32Array.from([0, 1, 2, 3, 4, 5]).buffer)

/** A zip as PyTorch writes it, with these bytes as its table of contents. */
function torchZip(
  pickle: Uint8Array,
  more: Readonly<Record<string, Uint8Array>> = {},
  level: 0 | 6 = 0,
): Blob {
  const files = {
    'm/data.pkl': pickle,
    'm/data/0': FLOATS,
    'm/version': new Uint8Array([51]),
    ...more,
  }
  return new Blob([new Uint8Array(zipSync(files, { level }))])
}

/** A view on the storage of six floats. */
const view = (shape: number[], strides: number[], offset = 0): PickleNode => {
  const storage = { key: '0', type: 'torch FloatStorage', length: 6 }
  return tensorNode({ shape, strides, offset, storage })
}
const dictionary = (entries: Readonly<Record<string, PickleNode>>): PickleNode => ({
  kind: 'dictionary',
  entries: Object.entries(entries),
})
const THREE: PickleNode = { kind: 'integer', value: 3 }
const stateDict = (...fields: [number[], number[], number?]) =>
  pickleOf(dictionary({ w: view(...fields) }))

const read = async (file: Blob, name = 'model.pth') => readCheckpoint({ name, file })

async function valuesIn(file: Blob): Promise<Record<string, number[]>> {
  const tensors = await readStateDict(await read(file))
  return Object.fromEntries(
    [...tensors].map(([name, { data }]) => [name, Array.from(data, Number)]),
  )
}

describe('readCheckpoint', () => {
  it('reads a PyTorch zip, its entries stored or deflated', async () => {
    for (const level of [0, 6] as const) {
      const file = torchZip(stateDict([2, 3], [3, 1]), {}, level)
      expect(await valuesIn(file)).toEqual({ w: [0, 1, 2, 3, 4, 5] })
    }
  })

  it('reads views: transposed, strided, repeated, empty and without an axis', async () => {
    const values = async (...fields: [number[], number[], number?]) =>
      (await valuesIn(torchZip(stateDict(...fields))))['w']
    expect(await values([3, 2], [1, 3])).toEqual([0, 3, 1, 4, 2, 5])
    expect(await values([2], [2], 1)).toEqual([1, 3])
    expect(await values([2, 2], [0, 1], 4)).toEqual([4, 5, 4, 5])
    expect(await values([0, 4], [4, 1])).toEqual([])
    expect(await values([], [], 5)).toEqual([5])
  })

  it('finds the weights in what a training script saves', async () => {
    const weights = dictionary({ w: view([6], [1]), epoch: THREE })
    const file = pickleOf(dictionary({ epoch: THREE, model: weights }))
    const checkpoint = await read(torchZip(file))
    expect(checkpoint.modelPath).toEqual(['model'])
    expect([...checkpoint.tensors.keys()]).toEqual(['w'])
    expect(checkpoint.skipped).toEqual(['epoch'])
  })

  const call = (global: string) => {
    const args: PickleNode[] = [{ kind: 'text', value: 'echo no' }]
    return pickleOf(dictionary({ w: { kind: 'call', global, args } }))
  }
  const refused: readonly (readonly [what: string, file: () => Blob, says: string])[] = [
    ['a call of os.system', () => torchZip(call('posix system')), '“posix.system”'],
    ['eval', () => torchZip(call('builtins eval')), '“builtins.eval”'],
    ['eval of Python 2', () => torchZip(call('__builtin__ eval')), '“__builtin__.eval”'],
    [
      'a name that every object has',
      () => torchZip(call('constructor constructor')),
      'constructor',
    ],
    ['a whole model', () => torchZip(call('torch.nn.modules.conv Conv2d')), 'not its weights'],
    ['quantised tensors', () => torchZip(call('torch._utils _rebuild_qtensor')), 'quantised'],
    [
      'sparse tensors',
      () => torchZip(call('torch._utils _rebuild_sparse_tensor')),
      'kind that Limn does not read',
    ],
    ['complex numbers', () => torchZip(call('torch ComplexFloatStorage')), 'complex'],
    ['a call of a type', () => torchZip(call('torch FloatStorage')), 'nothing to call'],
    ['a view beyond its storage', () => torchZip(stateDict([7], [1])), 'reaches beyond'],
    ['an offset beyond its storage', () => torchZip(stateDict([1], [1], 6)), 'reaches beyond'],
    ['a negative stride', () => torchZip(stateDict([2], [-1], 1)), 'does not add up'],
    ['strides of another rank', () => torchZip(stateDict([2, 3], [1])), 'do not fit'],
    ['a view that would fill the memory', () => torchZip(stateDict([2 ** 30, 8], [0, 0])), 'fill'],
    ['sizes beyond all numbers', () => torchZip(stateDict([2 ** 52, 2 ** 52], [0, 0])), 'fill'],
    [
      'numbers of a big-endian machine',
      () => torchZip(stateDict([6], [1]), { 'm/byteorder': new TextEncoder().encode('big') }),
      'big-endian',
    ],
    ['a zip without a model', () => new Blob([new Uint8Array(zipSync({ a: FLOATS }))]), 'data.pkl'],
    [
      'two models in a zip',
      () => torchZip(stateDict([6], [1]), { 'n/data.pkl': stateDict([6], [1]) }),
      'two models',
    ],
    ['a single tensor', () => torchZip(pickleOf(view([6], [1]))), 'without a name'],
    ['no tensor', () => torchZip(pickleOf(dictionary({}))), 'no weights'],
    ['a pickle of its own', () => new Blob([pickleOf(THREE)]), 'not one that PyTorch wrote'],
    ['nothing', () => new Blob([]), 'empty'],
    ['a picture', () => new Blob([new Uint8Array(100).fill(0x89)]), 'no checkpoint'],
  ]
  it.each(refused)('refuses %s and says so', async (_, file, says) => {
    const reading = read(file()).then(readStateDict)
    await expect(reading).rejects.toThrow(CheckpointError)
    await expect(reading).rejects.toThrow(says)
  })

  it('takes keys named __proto__ and constructor for names', async () => {
    const entries = ['__proto__', 'constructor'].map((name) => [name, view([1], [1])] as const)
    const { tensors } = await read(torchZip(pickleOf({ kind: 'ordered', entries })))
    expect([...tensors.keys()]).toEqual(['__proto__', 'constructor'])
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('either reads a damaged table of contents or refuses it in words', async () => {
    const good = stateDict([2, 3], [3, 1])
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, value) => {
        const bad = good.slice()
        bad[at] = value
        const reading = read(torchZip(bad)).then(readStateDict)
        await reading.catch((error: unknown) => expect(error).toBeInstanceOf(CheckpointError))
      }),
      { numRuns: 200 },
    )
  })

  it('refuses a table of contents cut anywhere', async () => {
    const good = stateDict([2, 3], [3, 1])
    for (let length = 0; length < good.length; length++) {
      await expect(read(torchZip(good.slice(0, length)))).rejects.toThrow(CheckpointError)
    }
  })

  it('joins shards by their index, and names the one that is missing', async () => {
    const shard = (name: string) => {
      const header = JSON.stringify({ [name]: { dtype: 'F32', shape: [6], data_offsets: [0, 24] } })
      const length = new BigUint64Array([BigInt(header.length)])
      return new Blob([length, header, FLOATS])
    }
    const index = { weight_map: { a: 'one.safetensors', b: 'two.safetensors' } }
    const file = new Blob([JSON.stringify(index)])
    const one = { name: 'one.safetensors', file: shard('a') }
    const two = { name: 'folder/two.safetensors', file: shard('b') }
    const whole = await readCheckpoint({ name: 'model.safetensors.index.json', file }, [one, two])
    expect([...whole.tensors.keys()]).toEqual(['a', 'b'])
    const lacking = readCheckpoint({ name: 'model.safetensors.index.json', file }, [one])
    await expect(lacking).rejects.toThrow('“two.safetensors” is not among those you chose')
  })

  it('reads a model.json of TensorFlow.js, widening what was quantised', async () => {
    const weights = [
      { name: 'a/kernel', shape: [2, 3], dtype: 'float32' },
      {
        name: 'a/bias',
        shape: [2],
        dtype: 'float32',
        quantization: { dtype: 'uint8', min: -1, scale: 0.5 },
      },
    ]
    const json = JSON.stringify({ weightsManifest: [{ paths: ['1.bin', '2.bin'], weights }] })
    const bytes = new Blob([FLOATS, new Uint8Array([0, 4])])
    const shards = [
      { name: '1.bin', file: bytes.slice(0, 7) },
      { name: '2.bin', file: bytes.slice(7) },
    ]
    const model = { name: 'model.json', file: new Blob([json]) }
    const stateDict = await readStateDict(await readCheckpoint(model, shards))
    expect(stateDict.get('a/kernel')?.data).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5))
    expect(stateDict.get('a/bias')?.data).toEqual(Float32Array.of(-1, 1))
    await expect(
      readCheckpoint(model, [
        { name: '1.bin', file: bytes },
        { name: '2.bin', file: bytes },
      ]),
    ).rejects.toThrow('need 26 bytes')
  })

  it('refuses a safetensors header that names a tensor twice', () => {
    const header =
      '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'
    const file = new Uint8Array(8 + header.length)
    new DataView(file.buffer).setUint32(0, header.length, true)
    file.set(new TextEncoder().encode(header), 8)
    expect(() => parseSafetensors(file)).toThrow('names “a” twice')
  })
})
