import type { ImageSize } from '../image.ts'

/** Whether a run fits into memory, found before it starts. */
export interface RunFit {
  /** The largest picture that it learns from, as the network sees it. */
  readonly picture: ImageSize
  /** The side of the parts that are cut out of larger pictures; null for a model that scales them instead. */
  readonly cutTo: number | null
  /** How many numbers training changes, of how many. */
  readonly trainable: number
  readonly parameters: number
  /** What the tensors of a step take at most, with the settings as they are. */
  readonly bytes: number
  /** What they may take here: an estimate, since no browser tells. */
  readonly limitBytes: number
  /** How many pictures at a time fit; 0 when not even one does. */
  readonly mostAtATime: number
  /** The largest image size at which a picture would fit, when not even one does; null when none does. */
  readonly smallerImageSize: number | null
}
