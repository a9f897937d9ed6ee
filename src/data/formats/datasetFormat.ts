import type { Dataset } from '../../domain/dataset.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { FileTree, TreeFile } from './fileTree.ts'
import type { ReportBuilder } from './importReport.ts'

export interface ReadContext {
  readonly report: ReportBuilder
  readonly signal?: AbortSignal
  readonly onProgress?: (fraction: number, text: string) => void
  /**
   * Size of a picture, from its header; as stored, before EXIF orientation. Throws a LimnError when it is no picture
   * Limn can take.
   */
  readonly sizeOf: (file: TreeFile) => Promise<ImageSize>
}

/** Where the pixels of an image are. */
export interface SourcePicture {
  readonly file: TreeFile
  /** Of a TIFF, counted from 0. */
  readonly page?: number
}

/** A dataset with the files its pixels are in. */
export interface ReadDataset {
  readonly dataset: Dataset
  /** By image id. */
  readonly pictures: ReadonlyMap<number, SourcePicture>
}

/** One way of laying out labelled images. */
export interface DatasetFormat {
  /** As people know it. */
  readonly name: string
  /** How sure the tree is of this format: 0 not at all, 1 certain. Looks at contents, not at names alone. */
  readonly recognise: (tree: FileTree) => Promise<number>
  /** Reads what it can and notes the rest. Throws a LimnError when nothing can be read at all. */
  readonly read: (tree: FileTree, context: ReadContext) => Promise<ReadDataset>
}
