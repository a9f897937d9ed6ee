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

/**
 * A picture of more pixels is looked at window by window by models that name every pixel: what they say of it is not kept,
 * so that other settings need another look.
 */
export const LARGE_PIXELS = 16_000_000

/** The largest picture that Limn takes as a whole, in pixels. A TIFF that is read part by part may be larger. */
export const MAX_IMAGE_PIXELS = 50_000_000
