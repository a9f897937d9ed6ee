/** Names one image for as long as the tab lives. */
export type ImageId = string

/** Pixels of the upright picture, after EXIF orientation is applied. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** A point in the image frame: pixels from the top left corner of the upright picture. */
export interface ImagePoint {
  readonly x: number
  readonly y: number
}

/** The largest picture Limn takes, in pixels. */
export const MAX_IMAGE_PIXELS = 50_000_000
