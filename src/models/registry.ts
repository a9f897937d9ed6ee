/** The models that Limn ships. Each has a folder of this name under `weights/`. */
export type ModelId = 'coco-ssd' | 'sam'

export interface RegisteredModel {
  readonly id: ModelId
  /** Where the page finds what the weights are; the weights lie beside it. */
  readonly cardPath: string
  /** For the status line while it loads. */
  readonly purpose: string
}

/** In the order in which the first screen needs them: the small detector, then the segmenter. */
export const MODELS: readonly RegisteredModel[] = [
  {
    id: 'coco-ssd',
    cardPath: 'weights/coco-ssd/card.json',
    purpose: 'Finds and names the objects in a picture',
  },
  {
    id: 'sam',
    cardPath: 'weights/sam/card.json',
    purpose: 'Outlines what a box or a click points at',
  },
]
