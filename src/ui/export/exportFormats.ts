import type { ExportFormat } from '../../domain/exportRequest.ts'

/** The formats in the order they are offered, each with one plain sentence. */
export const EXPORT_FORMATS: readonly {
  readonly format: ExportFormat
  readonly name: string
  readonly meaning: string
}[] = [
  {
    format: 'coco-polygons',
    name: 'COCO JSON, polygons',
    meaning: 'Outlines as lists of points, which most training tools read.',
  },
  {
    format: 'coco-rle',
    name: 'COCO JSON, exact masks',
    meaning: 'Every pixel of every mask, holes included, as run lengths.',
  },
  {
    format: 'label-map',
    name: 'Label map PNG',
    meaning: 'One picture in which each pixel holds the number of its object.',
  },
  {
    format: 'cut-outs',
    name: 'Cut-outs',
    meaning: 'Each object as its own PNG with a transparent background.',
  },
  {
    format: 'overlay',
    name: 'Overlay picture',
    meaning: 'The photo with masks, outlines and names drawn on it, to show to others.',
  },
]
