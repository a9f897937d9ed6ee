import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { hasPythonModule, runPython } from '../../../tools/testing/systemPython.ts'
import { collectBlob } from '../../files/collectBlob.ts'
import { readStateDict, type CheckpointTensor } from './checkpoint.ts'
import type { ElementType } from './elementType.ts'
import { readCheckpoint } from './readCheckpoint.ts'
import type { StateDict } from './safetensors.ts'
import { tensorsOf } from './tensorsOf.ts'
import { writeSafetensors } from './writeSafetensors.ts'
import { writeTorch } from './writeTorch.ts'

const STATE: StateDict = new Map([
  [
    'conv.weight',
    { dtype: 'F32', shape: [2, 3, 1, 1], data: Float32Array.of(0, 1, -2, 3.5, 4, 5) },
  ],
  ['conv.bias', { dtype: 'F32', shape: [2], data: Float32Array.of(0.25, -1e-20) }],
  ['bn.num_batches_tracked', { dtype: 'I64', shape: [], data: BigInt64Array.of(17n) }],
  ['mask', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['none', { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) }],
  ['exact', { dtype: 'F64', shape: [1], data: Float64Array.of(Math.PI) }],
  ['__proto__', { dtype: 'I32', shape: [1], data: Int32Array.of(-5) }],
])

const half = (bits: number[], dtype: ElementType): CheckpointTensor => ({
  dtype,
  shape: [bits.length],
  readBytes: () => Promise.resolve(new Uint8Array(Uint16Array.from(bits).buffer)),
})

describe.each([
  ['safetensors', writeSafetensors],
  ['the PyTorch format', writeTorch],
])('a checkpoint written as %s', (_, write) => {
  it('is read again as it was, in every type', async () => {
    const file = await collectBlob(write(tensorsOf(STATE)))
    const read = await readStateDict(await readCheckpoint({ name: 'model', file }))
    expect(new Map([...read].sort())).toEqual(new Map([...STATE].sort()))
  })

  it('keeps half precision in half the bytes', async () => {
    const tensors = new Map([
      ['half', half([0x3c00, 0xc000], 'F16')],
      ['brain', half([0x3f80, 0xc000], 'BF16')],
    ])
    const file = await collectBlob(write(tensors))
    const { tensors: read } = await readCheckpoint({ name: 'model', file })
    for (const [name, tensor] of tensors) {
      expect(read.get(name)?.dtype).toBe(tensor.dtype)
      expect(await read.get(name)?.readBytes()).toEqual(await tensor.readBytes())
    }
  })

  it('is the same bytes each time', async () => {
    const twice = [
      await collectBlob(write(tensorsOf(STATE))),
      await collectBlob(write(tensorsOf(STATE))),
    ]
    const [first, second] = await Promise.all(twice.map((file) => file.arrayBuffer()))
    expect(first).toEqual(second)
  })
})

it('aligns the storages of a PyTorch file so that it can be mapped into memory', async () => {
  const file = new Uint8Array(await (await collectBlob(writeTorch(tensorsOf(STATE)))).arrayBuffer())
  const view = new DataView(file.buffer)
  let at = 0
  let seen = 0
  while (view.getUint32(at, true) === 0x04034b50) {
    const data = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
    expect(data % 64).toBe(0)
    at = data + view.getUint32(at + 18, true)
    seen += 1
  }
  expect(seen).toBe(STATE.size + 3)
  expect(Object.keys(unzipSync(file))).toContain('archive/data.pkl')
})

/** Says what PyTorch makes of a file, having loaded it into a module strictly. */
const LOAD = `
import json, sys, warnings
warnings.filterwarnings('ignore')
import torch
state = torch.load(sys.argv[1], weights_only=True)
module = torch.nn.Module()
for name, value in state.items():
    place = module
    *path, last = name.split('.')
    for part in path:
        if not hasattr(place, part): place.add_module(part, torch.nn.Module())
        place = getattr(place, part)
    place.register_buffer(last, torch.zeros_like(value))
print(str(module.load_state_dict(state, strict=True)))
print(json.dumps({k: [str(v.dtype), list(v.shape), v.double().flatten().tolist()] for k, v in module.state_dict().items()}))
`
const hasTorch = await hasPythonModule('torch')

// Skipped, and counted as such, where PyTorch is not installed for the system's Python.
it.skipIf(!hasTorch)(
  'is opened by PyTorch with weights_only, and loaded strictly',
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'limn-torch-'))
    try {
      const file = path.join(folder, 'model.pth')
      const state = new Map([...STATE].filter(([name]) => name !== '__proto__'))
      await writeFile(file, writeTorch(tensorsOf(state)))
      const stdout = await runPython('-c', LOAD, file)
      const [matched, values] = stdout.trim().split('\n')
      expect(matched).toBe('<All keys matched successfully>')
      expect(JSON.parse(values ?? '')).toEqual({
        'conv.weight': ['torch.float32', [2, 3, 1, 1], [0, 1, -2, 3.5, 4, 5]],
        'conv.bias': ['torch.float32', [2], [0.25, Math.fround(-1e-20)]],
        'bn.num_batches_tracked': ['torch.int64', [], [17]],
        mask: ['torch.bool', [3], [1, 0, 1]],
        none: ['torch.float32', [0, 4], []],
        exact: ['torch.float64', [1], [Math.PI]],
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  120_000,
)
