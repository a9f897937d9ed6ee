import type { Category, DatasetId, ExtraFields, SplitName } from './dataset.ts'
import type { ImageSize } from './image.ts'

/** A dataset of the library, without its images. */
export interface DatasetRecord {
  readonly id: DatasetId
  readonly name: string
  readonly categories: readonly Category[]
  /** Where it came from, a few words: "COCO", "drawn shapes", "your pictures". */
  readonly origin: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly changedAt: number
  /** Greater than every object id in it. */
  readonly nextObjectId: number
  readonly imageCount: number
  readonly objectCount: number
  /** Images of each split; those of none are not counted. */
  readonly splits: Readonly<Record<SplitName, number>>
  readonly extra?: ExtraFields
}

/** What can be wrong with the labels of an image. */
export type Problem =
  /** No object at all. */
  | 'unlabelled'
  /** An object without a pixel. */
  | 'empty'
  /** An object that reaches outside the picture. */
  | 'outside'
  /** An object of fewer than TINY_AREA pixels. */
  | 'tiny'
  /** A polygon that crosses itself. */
  | 'self-crossing'
  /** An object of which only the box is known. */
  | 'no-mask'

/** Objects by COCO's bounds of area: below 32², below 96², and the rest. */
export interface SizeCounts {
  readonly small: number
  readonly medium: number
  readonly large: number
}

/** An image of the library as browsing needs it: without its objects. */
export interface ImageRecord {
  readonly datasetId: DatasetId
  readonly id: number
  readonly name: string
  readonly size: ImageSize
  readonly split: SplitName | null
  /** SHA-256 of the picture's bytes, its name in the library. */
  readonly sha256: string
  /** Perceptual hash, 16 hexadecimal digits; null when the picture could not be decoded. */
  readonly likeness: string | null
  readonly objectCount: number
  /** Objects by category id. */
  readonly classes: Readonly<Record<number, number>>
  readonly sizes: SizeCounts
  readonly problems: readonly Problem[]
  /** SHA-256 over the labels, for the dataset's fingerprint. */
  readonly labelsSha256: string
  readonly extra?: ExtraFields
}

/** How much of this device's storage Limn uses, bytes. */
export interface StorageState {
  readonly usage: number
  readonly quota: number
  /** Whether the browser has promised not to clear it by itself. */
  readonly isPersistent: boolean
}
