import type { ImageSize } from '../image.ts'

/** What a semantic model says of each pixel, in bytes: 255 is certainty. All row-major [height, width]. */
export interface SemanticMaps {
  readonly size: ImageSize
  /** How likely the pixel belongs to any object. */
  readonly foreground: Uint8Array<ArrayBuffer>
  /** The likeliest class if it does, from 1. */
  readonly classes: Uint8Array<ArrayBuffer>
  /** From a model with instance heads; null from one without. */
  readonly shape: ShapeMaps | null
}

/** The maps with the verdict on each pixel. */
export interface NamedMaps extends SemanticMaps {
  /** The likeliest class, the background (0) among them. */
  readonly named: Uint8Array<ArrayBuffer>
}

export interface ShapeMaps {
  /** How likely two objects meet here. */
  readonly touching: Uint8Array<ArrayBuffer>
  /** How far inside its object the pixel lies: 0 at the edge, 255 at the innermost pixel. */
  readonly distance: Uint8Array<ArrayBuffer>
}
