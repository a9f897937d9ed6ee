/** The parts of COCO's annotation format that Limn writes and reads (cocodataset.org, "Data format"). */
export interface CocoDataset {
  readonly info: CocoInfo
  readonly licenses: readonly unknown[]
  readonly images: readonly CocoImage[]
  readonly annotations: readonly CocoAnnotation[]
  readonly categories: readonly CocoDatasetCategory[]
}

export interface CocoInfo {
  readonly description: string
  readonly version: string
  readonly year: number
  readonly date_created: string
}

export interface CocoImage {
  readonly id: number
  readonly file_name: string
  readonly width: number
  readonly height: number
}

export interface CocoDatasetCategory {
  readonly id: number
  readonly name: string
  readonly supercategory: string
}

/** Closed polygons in pixels, [x0, y0, x1, y1, …] each, which together make the object. */
export type CocoPolygons = readonly (readonly number[])[]

export interface CocoRle {
  /** Height, then width. */
  readonly size: readonly [number, number]
  /** Compressed string; a list of runs is accepted when reading. */
  readonly counts: string | readonly number[]
}

export interface CocoAnnotation {
  readonly id: number
  readonly image_id: number
  readonly category_id: number
  readonly segmentation: CocoPolygons | CocoRle
  /** Pixels in the mask. */
  readonly area: number
  /** x, y, width, height. */
  readonly bbox: readonly [number, number, number, number]
  readonly iscrowd: 0 | 1
  /** Detector score, 0 to 1; absent when a person made or confirmed the object. */
  readonly score?: number
}
