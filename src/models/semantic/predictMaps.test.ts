import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { installKernels } from '../../kernels/installKernels.ts'
import type { Detection } from '../../domain/detection.ts'
import { encodeCounts } from '../../domain/mask/counts.ts'
import { DECODE_DEFAULTS, decodeInstances } from '../../domain/regions/decodeInstances.ts'
import type { SemanticInput } from '../semanticArchitecture.ts'
import { detectByWindows } from './detectByWindows.ts'
import { detectionsOf } from './detectionsOf.ts'
import { mirror } from './fillInput.ts'
import { readerOf } from './pictureReader.ts'
import { predictMaps } from './predictMaps.ts'
import type { SemanticNetwork } from './semanticNetwork.ts'
import { blendShares, tileSpans } from './tileGrid.ts'

const INPUT: SemanticInput = {
  range: 'fixed',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  tile: 32,
  overlap: 12,
}

/** Answers from a pixel and its neighbours alone, so that tiles can be told from the whole. */
function localNetwork(margin: number): SemanticNetwork {
  return {
    classes: 2,
    margin,
    inputSide: (wanted) => Math.ceil(wanted / 4) * 4 + 2 * margin,
    forward: (x) => {
      const [, height, width] = x.shape
      const seen = tf.slice(
        tf.avgPool(x, 3, 1, 'same'),
        [0, margin, margin, 0],
        [1, height - 2 * margin, width - 2 * margin, 1],
      )
      const signal = tf.mul<tf.Tensor4D>(tf.sub(seen, 0.5), 8)
      return {
        classes: tf.concat([tf.zerosLike(signal), signal], 3),
        shape: tf.concat([signal, tf.neg(signal)], 3),
        auxiliary: null,
      }
    },
  }
}

function noise(width: number, height: number) {
  let state = 7
  const data = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state >> 23
  })
  return { width, height, data }
}

describe('predictMaps', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })

  it.each([0, 5])(
    'gives tiles and the whole the same answer, with a margin of %i',
    async (margin) => {
      const before = tf.memory().numTensors
      const network = localNetwork(margin)
      const reader = readerOf(noise(70, 45))
      const tiled = await predictMaps(network, reader, { input: INPUT })
      const whole = await predictMaps(network, reader, { input: { ...INPUT, tile: 96 } })
      expect(tiled.size).toEqual({ width: 70, height: 45 })
      // A tile's last row sees zeros instead of what lies behind it, and there it hardly counts.
      const worst = Math.max(
        ...tiled.foreground.map((value, at) => Math.abs(value - (whole.foreground[at] ?? 0))),
      )
      expect(worst).toBeLessThan(margin === 0 ? 12 : 2)
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it('gives a pixel the same answer in whatever window it is asked', async () => {
    const network = localNetwork(0)
    const reader = readerOf(noise(90, 60))
    const all = await predictMaps(network, reader, { input: INPUT })
    const window = { x: 23, y: 11, width: 41, height: 37 }
    const part = await predictMaps(network, reader, { input: INPUT, window })
    for (let y = 0; y < window.height; y++) {
      const from = (window.y + y) * 90 + window.x
      const row = all.shape?.distance.subarray(from, from + window.width)
      expect(part.shape?.distance.subarray(y * window.width, (y + 1) * window.width)).toEqual(row)
    }
  })

  it('leads to the same objects whole and window by window', async () => {
    const network = localNetwork(0)
    const picture = noise(150, 110)
    // Blots that reach over windows and tiles.
    picture.data.forEach((_, i) => {
      const [x, y] = [Math.floor(i / 3) % 150, Math.floor(i / 450)]
      picture.data[i] = Math.hypot((x % 26) - 13, (y % 22) - 11) < 8 ? 250 : 10
    })
    const reader = readerOf(picture)
    const decoding = { ...DECODE_DEFAULTS, separate: 'off', minArea: 5 } as const
    const options = { input: INPUT, decoding, side: 40, margin: 30 }
    let looks = 0
    const counting = {
      ...network,
      forward: (...args: Parameters<typeof network.forward>) => {
        looks++
        return network.forward(...args)
      },
    }
    const found = await detectByWindows(counting, reader, options)
    // However windows overlap, no tile is looked at twice.
    expect(looks).toBe(tileSpans(150, INPUT).length * tileSpans(110, INPUT).length)
    const maps = await predictMaps(network, reader, { input: INPUT })
    const whole = detectionsOf(maps, decodeInstances(maps, decoding))
    const listed = (detections: readonly Detection[]) =>
      detections.map(({ mask, score }) => `${encodeCounts(mask)} ${score.toFixed(6)}`).sort()
    expect(whole.length).toBeGreaterThan(20)
    expect(listed(found)).toEqual(listed(whole))
  })

  it('tells how far it is and stops when it is asked to', async () => {
    const controller = new AbortController()
    const shares: number[] = []
    const work = predictMaps(localNetwork(0), readerOf(noise(90, 60)), {
      input: INPUT,
      signal: controller.signal,
      onProgress: (share) => {
        shares.push(share)
        if (shares.length === 3) controller.abort()
      },
    })
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(shares).toEqual([1 / 12, 2 / 12, 3 / 12])
  })
})

describe('the tile grid', () => {
  it('covers every pixel with shares that add up to one', () => {
    for (const length of [20, 33, 70, 131]) {
      const sums = new Float64Array(length)
      for (const span of tileSpans(length, INPUT)) {
        blendShares(span, INPUT.overlap).forEach((share, i) => {
          if (span.start + i < length) sums[span.start + i] = (sums[span.start + i] ?? 0) + share
        })
      }
      for (const sum of sums) expect(sum).toBeCloseTo(1, 6)
    }
  })

  it('mirrors a picture at its borders, as often as needed', () => {
    const seen = [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6].map((at) => mirror(at, 3))
    expect(seen).toEqual([2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0])
  })
})
