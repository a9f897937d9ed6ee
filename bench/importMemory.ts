import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { SYSTEM_PYTHON } from '../tools/testing/systemPython.ts'
import type { ImportMemory } from './importMemory/measureImport.ts'

const SAVE = `
import sys, torch
from torchvision.models.detection import maskrcnn_resnet50_fpn
torch.save(maskrcnn_resnet50_fpn(weights=None, weights_backbone=None).state_dict(), sys.argv[1])
`

/**
 * How much memory it takes to import a checkpoint of the size of torchvision's, and to build the model of what was
 * kept, each in a Node process of its own. Needs torchvision, which makes the checkpoint.
 */
export async function runImportMemoryBench(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'limn-import-'))
  try {
    const [file, kept] = [path.join(folder, 'model.pth'), path.join(folder, 'kept.safetensors')]
    if (spawnSync(SYSTEM_PYTHON, ['-c', SAVE, file]).status !== 0) {
      console.log('Skipped: torchvision is not installed, and it makes the checkpoint.')
      return
    }
    console.log('| what | file, MB | memory before, MB | most, MB | more, MB |')
    console.log('| --- | --- | --- | --- | --- |')
    for (const [job, from, to] of [
      ['import', file, kept],
      ['build', kept, ''],
    ] as const) {
      const script = path.join(import.meta.dirname, 'importMemory/measureImport.ts')
      const words = ['--import', 'tsx', script, job, from, to]
      const printed = execFileSync(process.execPath, words, { encoding: 'utf8' })
      const [line = ''] = printed.trim().split('\n').slice(-1)
      const { megabytes, before, most } = JSON.parse(line) as ImportMemory
      const cells = [job, ...[megabytes, before, most, most - before].map((n) => n.toFixed(0))]
      console.log(`| ${cells.join(' | ')} |`)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
