import type { Box } from './box.ts'
import type { ImageSize } from './image.ts'
import type { MaskRle } from './maskRle.ts'

/** Names one dataset of this device's library. */
export type DatasetId = string

/** What JSON can say. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Fields a file had beyond those Limn understands, kept so that writing the same format loses nothing. */
export type ExtraFields = Readonly<Record<string, Json>>

export interface Category {
  /** As its file numbers it: any whole number, gaps allowed, unique in its dataset. */
  readonly id: number
  readonly name: string
  /** Empty when there is none. */
  readonly supercategory: string
  readonly extra?: ExtraFields
}

/**
 * Where an object is. Polygons stay as they were drawn ([x0, y0, x1, y1, …] each, pixels of the image frame, filled as
 * pycocotools does); a box alone is an object whose mask nobody drew.
 */
export type ObjectShape =
  | { readonly kind: 'mask'; readonly mask: MaskRle }
  | { readonly kind: 'polygons'; readonly polygons: readonly (readonly number[])[] }
  | { readonly kind: 'box' }

/** One labelled object, COCO's annotation. */
export interface DatasetObject {
  /** Unique in its dataset, above 0. */
  readonly id: number
  readonly categoryId: number
  readonly box: Box
  readonly shape: ObjectShape
  /** Pixels, as the file states it or as the mask has it. */
  readonly area: number
  /** A region of many objects that are not told apart (COCO's `iscrowd`). */
  readonly isCrowd: boolean
  /** Neither a target nor a mistake (VOC's `difficult`). */
  readonly ignore: boolean
  readonly extra?: ExtraFields
}

/** `train`, `val` and `test` by habit; any word may name a split. */
export type SplitName = string

export interface DatasetImage {
  /** Unique in its dataset. */
  readonly id: number
  /** File name with the folders it had, forward slashes. */
  readonly name: string
  readonly size: ImageSize
  /** Null when the image belongs to no split. */
  readonly split: SplitName | null
  readonly objects: readonly DatasetObject[]
  readonly extra?: ExtraFields
}

/** A set of labelled images, without their pixels. */
export interface Dataset {
  readonly name: string
  readonly categories: readonly Category[]
  readonly images: readonly DatasetImage[]
  /** COCO's `info`, `licenses` and the like. */
  readonly extra?: ExtraFields
}

/** Class names as models count them: index 0 is the background, the categories follow in their order. */
export function classNamesOf(categories: readonly Category[]): readonly string[] {
  return ['background', ...categories.map(({ name }) => name)]
}
