import { describe, expect, it } from 'vitest'
import { importOffence } from './importLaw.ts'

describe('import laws', () => {
  it('keeps tensors out of the interface', () => {
    expect(importOffence('src/ui/App.tsx', '@tensorflow/tfjs-core')).toContain('ui may use only')
    expect(importOffence('src/ui/App.tsx', '../models/registry.ts')).toContain('belongs to models')
  })

  it('keeps the domain free of everything', () => {
    expect(importOffence('src/domain/box.ts', '../store/limnStore.ts')).toContain(
      'domain may import',
    )
    expect(importOffence('src/domain/box.ts', 'react')).toContain('no npm package')
    expect(importOffence('src/domain/box.ts', './image.ts')).toBeUndefined()
  })

  it('lets the page speak to a worker only through its client', () => {
    expect(importOffence('src/store/limnStore.ts', '../workers/engineClient.ts')).toBeUndefined()
    expect(importOffence('src/store/limnStore.ts', '../workers/engine.worker.ts')).toContain(
      'belongs to workers',
    )
    expect(importOffence('src/workers/engine.worker.ts', './engineClient.ts')).toContain('clients')
  })

  it('leaves files outside src alone', () => {
    expect(importOffence('tools/setup.ts', 'tar')).toBeUndefined()
  })
})
