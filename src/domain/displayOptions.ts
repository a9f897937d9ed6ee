/** How objects are drawn over a picture, on the stage and in the overlay export. */
export interface DisplayOptions {
  /** Fill opacity of masks, 0 to 1. */
  readonly opacity: number
  readonly outlines: boolean
  readonly boxes: boolean
  readonly labels: boolean
}
