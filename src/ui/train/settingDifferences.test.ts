import { describe, expect, it } from 'vitest'
import { PRESETS, requestOf } from '../../domain/training/presets.ts'
import { settingDifferences } from './settingDifferences.ts'

describe('settingDifferences', () => {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('no preset')
  const data = { kind: 'drawn', seed: 1, count: 8, width: 64, height: 64 } as const
  const one = requestOf(preset, { id: 'a', name: 'one', data })

  it('finds none between runs that differ in name only', () => {
    expect(settingDifferences([one, { ...one, id: 'b', name: 'two' }])).toEqual([])
  })

  it('names each setting that differs, with the value of each run', () => {
    const settings = {
      ...one.settings,
      clipNorm: null,
      schedule: { ...one.settings.schedule, base: 0.5 },
    }
    expect(settingDifferences([one, { ...one, settings, imageSize: 96 }])).toEqual([
      { name: 'image size', values: ['64', '96'] },
      { name: 'schedule base', values: ['0.003', '0.5'] },
      { name: 'clip norm', values: ['5', 'null'] },
    ])
  })
})
