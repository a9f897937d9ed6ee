import { unzlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import type { Instance } from '../../domain/instance.ts'
import { checkPng } from '../media/checkPng.ts'
import { encodePng } from './encodePng.ts'
import { makeLabelMap } from './labelMap.ts'

/** Reads back what encodePng writes: unfiltered grey rows in one IDAT chunk. */
function decodePng(png: Uint8Array): { bitDepth: number; values: number[] } {
  const view = new DataView(png.buffer, png.byteOffset)
  const [width, height, bitDepth] = [view.getUint32(16), view.getUint32(20), view.getUint8(24)]
  const rows = unzlibSync(png.subarray(41, 41 + view.getUint32(33)))
  const rowView = new DataView(rows.buffer, rows.byteOffset)
  const rowBytes = 1 + (width * bitDepth) / 8
  const values = Array.from({ length: width * height }, (_, at) => {
    const start = Math.floor(at / width) * rowBytes + 1
    const x = at % width
    return bitDepth === 8 ? rowView.getUint8(start + x) : rowView.getUint16(start + 2 * x)
  })
  return { bitDepth, values }
}

const size = { width: 4, height: 3 }

function instanceOf(label: string, pixels: readonly number[]): Instance {
  const mask = encodeMask(Uint8Array.from(pixels), size)
  const box = maskBox(mask)
  return {
    id: label,
    label,
    score: 0.5,
    origin: 'detected',
    mask,
    box,
    detectionBox: box,
    area: maskArea(mask),
    outline: [],
    predictedIou: 1,
    logitsId: null,
    prompt: { points: [], box: null },
  }
}

const small = instanceOf('cup', [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const large = instanceOf('dining table', [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1])

describe('encodePng', () => {
  it.each([Uint8Array.of(0, 1, 2, 253, 254, 255), Uint16Array.of(0, 1, 255, 256, 65_534, 65_535)])(
    'holds exactly the values it was given',
    (values) => {
      const png = encodePng({ width: 3, height: 2, values })
      expect(() => checkPng(png, 'map.png')).not.toThrow()
      expect(decodePng(png)).toEqual({
        bitDepth: 8 * values.BYTES_PER_ELEMENT,
        values: [...values],
      })
    },
  )
})

describe('makeLabelMap', () => {
  it('numbers the instances in their order, the smaller on top', () => {
    const { png, legend } = makeLabelMap({ name: 'a.jpg', size, instances: [small, large] })
    expect(decodePng(png).values).toEqual([0, 0, 0, 0, 2, 1, 2, 2, 2, 2, 2, 2])
    expect(legend.objects.map(({ value, label, area }) => [value, label, area])).toEqual([
      [1, 'cup', 1],
      [2, 'dining table', 8],
    ])
  })

  it('takes 16 bits for more than 255 instances', () => {
    const instances = [...Array.from({ length: 255 }, () => large), small]
    expect(makeLabelMap({ name: 'a', size, instances: instances.slice(1) }).legend.bitDepth).toBe(8)
    const { png, legend } = makeLabelMap({ name: 'a', size, instances })
    expect([legend.bitDepth, decodePng(png).bitDepth]).toEqual([16, 16])
    expect(decodePng(png).values[5]).toBe(256)
  })
})
