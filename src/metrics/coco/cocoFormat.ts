/**
 * COCO's words for ground truth and results, as they stand in its JSON files (https://cocodataset.org/#format-data):
 * boxes are [x, y, width, height] in pixels, sizes of masks [height, width].
 */
export interface CocoGroundTruth {
  readonly images: readonly CocoImage[]
  readonly annotations: readonly CocoAnnotation[]
  readonly categories: readonly CocoCategory[]
}

export interface CocoImage {
  readonly id: number
  readonly width: number
  readonly height: number
}

export interface CocoCategory {
  readonly id: number
  readonly name?: string
}

/** Polygons of alternating x and y, or run lengths: as a compressed string or as plain numbers. */
export type CocoSegmentation = readonly (readonly number[])[] | CocoRle

export interface CocoRle {
  readonly size: readonly [height: number, width: number]
  readonly counts: string | ArrayLike<number>
}

export interface CocoAnnotation {
  readonly id: number
  readonly image_id: number
  readonly category_id: number
  readonly bbox?: readonly number[]
  readonly segmentation?: CocoSegmentation
  /** Taken from the mask, else from the box, where a file leaves it out. */
  readonly area?: number
  readonly iscrowd?: number | boolean
}

/** A detection in COCO's results format. */
export interface CocoResult {
  readonly image_id: number
  readonly category_id: number
  readonly score: number
  readonly bbox?: readonly number[]
  readonly segmentation?: CocoSegmentation
}

export type IouType = 'bbox' | 'segm'
