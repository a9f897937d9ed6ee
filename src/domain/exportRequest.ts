import type { DisplayOptions } from './displayOptions.ts'
import type { ImageSize } from './image.ts'
import type { Instance } from './instance.ts'

/** What a person can take away. */
export type ExportFormat = 'coco-polygons' | 'coco-rle' | 'label-map' | 'cut-outs' | 'overlay'

/** One picture with the instances that are visible when the export is asked for. */
export interface ExportPicture {
  readonly name: string
  readonly file: Blob
  readonly size: ImageSize
  readonly instances: readonly Instance[]
  /** Colour of each class as the person sees it, `#rrggbb`, by label. */
  readonly colours: Readonly<Record<string, string>>
  /** How the overlay picture is drawn: as the stage shows it. */
  readonly display: DisplayOptions
}
