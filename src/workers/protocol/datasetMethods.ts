import type { Category, DatasetId, SplitName } from '../../domain/dataset.ts'
import type { DatasetRecord, ImageRecord, StorageState } from '../../domain/datasetRecord.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { ImportReport } from '../../domain/importReport.ts'
import type { Instance, InstanceId } from '../../domain/instance.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import type { Polygons } from '../../domain/objectCorners.ts'
import type { Augmentation } from '../../domain/training/augmentation.ts'
import type { RunData } from '../../domain/training/trainingRun.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'

/** A file as it was dropped or picked, with its folders. */
export interface GivenFile {
  readonly path: string
  readonly file: Blob
}

export interface DatasetProgress {
  /** 0 to 1; null while the length of the work is unknown. */
  readonly fraction: number | null
  readonly text: string
}

/** A picture a person has worked on, to become a training image. */
export interface CollectedPicture {
  readonly name: string
  readonly file: Blob
  readonly size: ImageSize
  readonly objects: readonly { readonly label: string; readonly mask: MaskRle }[]
}

/** An object that was made or changed; `objectId` names the one it was, null makes a new one. */
export interface LabelChange {
  readonly instanceId: InstanceId
  readonly objectId: number | null
  readonly label: string
  readonly mask: MaskRle
  /** The polygons the mask was drawn by; null where it was not. */
  readonly polygons: Polygons | null
}

/** An object that is gone; `objectId` is null while the library has not said which object the instance became. */
export interface LabelRemoval {
  readonly instanceId: InstanceId
  readonly objectId: number | null
}

export type DatasetExportFormat = 'coco' | 'voc' | 'yolo' | 'label-maps'

/** The dataset worker: everything that reads or writes the library of datasets. Never a tensor. */
export type DatasetMethods = {
  list: { request: null; progress: never; result: readonly DatasetRecord[] }
  /** Reads a dropped dataset of any known format and keeps it. */
  importFiles: {
    request: { name: string; files: readonly GivenFile[] }
    progress: DatasetProgress
    result: { record: DatasetRecord; report: ImportReport }
  }
  /** Draws shapes with exact masks. */
  drawShapes: {
    request: { name: string; seed: number; count: number; size: ImageSize }
    progress: DatasetProgress
    result: DatasetRecord
  }
  /** Makes a dataset of pictures and their confirmed objects. */
  collect: {
    request: { name: string; pictures: readonly CollectedPicture[] }
    progress: DatasetProgress
    result: DatasetRecord
  }
  readImages: {
    request: { datasetId: DatasetId }
    progress: never
    result: readonly ImageRecord[]
  }
  /** In the order asked for, null where there is none. */
  readThumbnails: {
    request: { datasetId: DatasetId; imageIds: readonly number[] }
    progress: never
    result: readonly (Blob | null)[]
  }
  /** A picture with its objects ready for the stage. */
  openImage: {
    request: { datasetId: DatasetId; imageId: number }
    progress: never
    result: {
      image: ImageRecord
      file: Blob
      objects: readonly { objectId: number; instance: Instance }[]
    }
  }
  /**
   * Saves what changed in one image; the rest of its objects is not touched. Saving the same twice is saving it once:
   * the library remembers which object an instance became.
   */
  saveLabels: {
    request: {
      datasetId: DatasetId
      imageId: number
      changed: readonly LabelChange[]
      removed: readonly LabelRemoval[]
    }
    progress: never
    result: {
      image: ImageRecord
      record: DatasetRecord
      /** Which object each changed instance is now. */
      objectIds: readonly { instanceId: InstanceId; objectId: number }[]
    }
  }
  setSplits: {
    request: {
      datasetId: DatasetId
      splits: readonly { imageId: number; split: SplitName | null }[]
    }
    progress: never
    result: DatasetRecord
  }
  /** Deals all images into splits with the classes in proportion, the same way for the same seed. */
  dealSplits: {
    request: {
      datasetId: DatasetId
      seed: number
      shares: readonly { split: SplitName; share: number }[]
    }
    progress: never
    result: DatasetRecord
  }
  setCategories: {
    request: {
      datasetId: DatasetId
      categories: readonly Category[]
      /** Which id becomes which; null drops its objects. */
      moved: readonly { from: number; to: number | null }[]
    }
    progress: never
    result: DatasetRecord
  }
  rename: {
    request: { datasetId: DatasetId; name: string }
    progress: never
    result: DatasetRecord
  }
  remove: { request: { datasetId: DatasetId }; progress: never; result: null }
  /** Groups of near-identical images; those that cross splits leak. */
  findLookalikes: {
    request: { datasetId: DatasetId }
    progress: never
    result: readonly (readonly number[])[]
  }
  /** SHA-256 over the content. */
  fingerprint: { request: { datasetId: DatasetId }; progress: never; result: string }
  exportDataset: {
    request: { datasetId: DatasetId; format: DatasetExportFormat }
    progress: DatasetProgress
    result: { file: Blob; name: string }
  }
  /**
   * The first pictures that a run with this seed would learn from, varied as it would vary them. Each is told as it is
   * made; large ones are shrunk to be shown.
   */
  varyPictures: {
    request: {
      data: RunData
      augmentation: Augmentation
      seed: number
      count: number
      /** The side of the parts that are cut out of larger pictures; null for whole ones. */
      cutTo: number | null
    }
    progress: { index: number; picture: TrainingSample }
    /** Names by label, from 1. */
    result: { classes: readonly string[]; pictures: readonly TrainingSample[] }
  }
  storage: { request: null; progress: never; result: StorageState }
}
