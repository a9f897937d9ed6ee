import { imageSize } from 'image-size'
import type { OutputFile, Piece } from './piece.ts'
import { SAMPLE_LICENCE, SAMPLES } from './sources.ts'

/** The photos of the drop zone, with an index that credits them. */
export const samplesPiece: Piece = {
  folder: 'samples',
  title: 'Sample photos',
  sources: SAMPLES.map(({ source }) => source),
  build: async (readOriginal) => {
    const photos: OutputFile[] = []
    const index: unknown[] = []
    for (const { file, title, credit, source } of SAMPLES) {
      const bytes = await readOriginal(source, 'data/image.jpg')
      const { width, height } = imageSize(bytes)
      const name = file.replace(/\.jpg$/, '')
      photos.push({ name: file, bytes })
      index.push({ name, file, width, height, title, credit, licence: SAMPLE_LICENCE })
    }
    return [
      ...photos,
      { name: 'index.json', bytes: Buffer.from(`${JSON.stringify(index, null, 2)}\n`) },
    ]
  },
}
