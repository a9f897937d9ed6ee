/** Pascal VOC's classes; their position from 1 is their colour index in SegmentationClass (VOC 2012 development kit). */
export const VOC_CLASSES = [
  'aeroplane',
  'bicycle',
  'bird',
  'boat',
  'bottle',
  'bus',
  'car',
  'cat',
  'chair',
  'cow',
  'diningtable',
  'dog',
  'horse',
  'motorbike',
  'person',
  'pottedplant',
  'sheep',
  'sofa',
  'train',
  'tvmonitor',
] as const

/** Pixels that belong neither to an object nor to the background. */
export const VOC_VOID = 255

/** VOC's colour map: the bits of the index dealt out to red, green and blue from the top (VOCdevkit, VOClabelcolormap). */
export function vocColour(index: number): readonly [number, number, number] {
  let rest = index
  const colour: [number, number, number] = [0, 0, 0]
  for (let shift = 7; rest > 0; shift--, rest >>= 3) {
    colour[0] |= (rest & 1) << shift
    colour[1] |= ((rest >> 1) & 1) << shift
    colour[2] |= ((rest >> 2) & 1) << shift
  }
  return colour
}
