import type { CardClass } from '../../src/domain/modelCard.ts'

/** COCO numbers its classes 1 to 90 with gaps: ten were defined but never labelled (cocodataset.org, 2017 instances). */
const NAMES: readonly (readonly [firstId: number, names: string])[] = [
  [1, 'person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light'],
  [11, 'fire hydrant'],
  [13, 'stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear'],
  [24, 'zebra, giraffe'],
  [27, 'backpack, umbrella'],
  [31, 'handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat'],
  [40, 'baseball glove, skateboard, surfboard, tennis racket, bottle'],
  [46, 'wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli'],
  [57, 'carrot, hot dog, pizza, donut, cake, chair, couch, potted plant, bed'],
  [67, 'dining table'],
  [70, 'toilet'],
  [72, 'tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink'],
  [82, 'refrigerator'],
  [84, 'book, clock, vase, scissors, teddy bear, hair drier, toothbrush'],
]

export const COCO_CLASSES: readonly CardClass[] = NAMES.flatMap(([firstId, names]) =>
  names.split(', ').map((name, i) => ({ id: firstId + i, name })),
)
