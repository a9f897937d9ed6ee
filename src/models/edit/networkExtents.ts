import type { DatasetImage } from '../../domain/dataset.ts'
import type { InputArchitecture } from '../architecture.ts'
import { PictureFrame } from '../maskRcnn/pictureFrame.ts'
import type { BoxExtent } from './proposeAnchors.ts'

/** Splits that a run is measured on, not taught with. */
const HELD_OUT = new Set(['val', 'test'])

/** How large the objects that a run would learn from are in the network's pictures; crowds are no objects. */
export function networkExtents(
  images: readonly DatasetImage[],
  input: InputArchitecture,
): readonly BoxExtent[] {
  return images
    .filter(({ split }) => !HELD_OUT.has(split ?? ''))
    .flatMap(({ size, objects }) => {
      const frame = new PictureFrame(size, input)
      return objects
        .filter(({ isCrowd, ignore }) => !isCrowd && !ignore)
        .map(({ box }) => {
          const [x1, y1, x2, y2] = frame.enter(box)
          return { width: x2 - x1, height: y2 - y1 }
        })
    })
    .filter(({ width, height }) => width > 0 && height > 0)
}
