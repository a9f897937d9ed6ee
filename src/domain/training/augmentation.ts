/** How a training picture is varied before the model sees it. `odds` is the share of pictures it happens to, 0 to 1. */
export interface Augmentation {
  /** Mirrors left and right. */
  readonly flip: { readonly odds: number }
  /** Mirrors top and bottom: for pictures that have no up, as under a microscope. */
  readonly flipVertical: { readonly odds: number }
  /** Turns by an angle within ± degrees. */
  readonly rotate: { readonly odds: number; readonly degrees: number }
  /** Enlarges or shrinks by a factor between the two. */
  readonly scale: { readonly odds: number; readonly from: number; readonly to: number }
  /** Cuts out a part whose sides are at least this share of the picture's. */
  readonly crop: { readonly odds: number; readonly minShare: number }
  /** Brightness, contrast and saturation within ± these shares, hue within ± a share of the circle. */
  readonly colour: {
    readonly odds: number
    readonly brightness: number
    readonly contrast: number
    readonly saturation: number
    readonly hue: number
  }
  /** Softens with a Gaussian of up to this many pixels. */
  readonly blur: { readonly odds: number; readonly sigma: number }
  /** Copies objects of another picture into this one (Ghiasi et al., Simple Copy-Paste, 2021). */
  readonly copyPaste: { readonly odds: number; readonly maxObjects: number }
}

export const NO_AUGMENTATION: Augmentation = {
  flip: { odds: 0 },
  flipVertical: { odds: 0 },
  rotate: { odds: 0, degrees: 15 },
  scale: { odds: 0, from: 0.8, to: 1.25 },
  crop: { odds: 0, minShare: 0.6 },
  colour: { odds: 0, brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.02 },
  blur: { odds: 0, sigma: 1.5 },
  copyPaste: { odds: 0, maxObjects: 3 },
}
