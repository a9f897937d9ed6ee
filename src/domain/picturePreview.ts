import type { ImageSize } from './image.ts'

/** What the stage shows of a picture that browsers do not show themselves. */
export interface PicturePreview {
  /** A PNG or JPEG. */
  readonly file: Blob
  /** Its own; smaller than the picture's where that is too large to be shown. */
  readonly size: ImageSize
}
