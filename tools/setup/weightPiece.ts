import type { ModelCard } from '../../src/domain/modelCard.ts'
import { encodeSafetensors } from '../weights/encodeSafetensors.ts'
import type { NamedTensor } from '../weights/tensor.ts'
import { sha256 } from './files.ts'
import type { OutputFile, Piece, ReadOriginal } from './piece.ts'
import type { SourcePackage } from './sources.ts'

/** Raised when names, layouts or precision of the written weights change; readers may refuse what they do not know. */
export const CONVERTER_VERSION = 1

/** The parts of a card that a person writes; the rest is counted. */
export type CardText = Omit<
  ModelCard,
  'files' | 'sources' | 'parameters' | 'layout' | 'converterVersion'
>

/** A model's folder: card.json and weights.safetensors. */
export function weightPiece(options: {
  readonly text: CardText
  readonly source: SourcePackage
  readonly readTensors: (readOriginal: ReadOriginal) => Promise<readonly NamedTensor[]>
}): Piece {
  const { text, source, readTensors } = options
  return {
    folder: `weights/${text.id}`,
    title: text.name,
    sources: [source],
    build: async (readOriginal) => toFiles(text, source, await readTensors(readOriginal)),
  }
}

/** The element types in use, most bytes first. */
function dtypesOf(tensors: readonly NamedTensor[]): NamedTensor['dtype'][] {
  const bytes = { float16: 0, float32: 0 }
  for (const { dtype, data } of tensors) bytes[dtype] += data.length * (dtype === 'float16' ? 2 : 4)
  return (['float16', 'float32'] as const)
    .filter((dtype) => bytes[dtype] > 0)
    .sort((a, b) => bytes[b] - bytes[a])
}

function toFiles(
  text: CardText,
  source: SourcePackage,
  tensors: readonly NamedTensor[],
): OutputFile[] {
  const bytes = encodeSafetensors(tensors, {
    layout: 'nhwc',
    model: text.id,
    converterVersion: String(CONVERTER_VERSION),
  })
  const name = 'weights.safetensors'
  const card: ModelCard = {
    ...text,
    layout: 'nhwc',
    parameters: tensors.reduce((sum, tensor) => sum + tensor.data.length, 0),
    files: [{ name, bytes: bytes.byteLength, sha256: sha256(bytes), dtypes: dtypesOf(tensors) }],
    sources: source.files.map((file) => ({
      package: source.name,
      version: source.version,
      file: file.path,
      sha256: file.sha256,
    })),
    converterVersion: CONVERTER_VERSION,
  }
  return [
    { name, bytes },
    { name: 'card.json', bytes: Buffer.from(`${JSON.stringify(card, null, 2)}\n`) },
  ]
}
