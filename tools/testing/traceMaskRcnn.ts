import * as tf from '@tensorflow/tfjs-core'
import type { ResNet } from '../../src/models/backbones/resnet.ts'
import { convolve } from '../../src/models/layers/convolve.ts'
import { RUN } from '../../src/models/layers/pass.ts'
import { decodeBoxes, PROPOSAL_WEIGHTS } from '../../src/models/maskRcnn/boxCoder.ts'
import { chooseDetections, type ChosenBox } from '../../src/models/maskRcnn/chooseDetections.ts'
import { enterPictures } from '../../src/models/maskRcnn/enterPictures.ts'
import type { MaskRcnn } from '../../src/models/maskRcnn/maskRcnn.ts'
import { makeAnchors } from '../../src/models/maskRcnn/anchors.ts'
import { pasteMask } from '../../src/models/maskRcnn/pasteMask.ts'
import { poolRois } from '../../src/models/maskRcnn/poolRois.ts'
import { takeBest } from '../../src/models/maskRcnn/regionProposals.ts'
import { BOX_SIDE, MASK_ROI_SIDE } from '../../src/models/maskRcnn/roiHeads.ts'
import type { PixelData } from '../../src/models/pixelData.ts'

/** What a stage answered: as PyTorch lays it out, or channels last where PyTorch has them first. */
export interface Stage {
  readonly values: Float32Array
  readonly order: 'as-is' | 'channels-last'
}

/** The reference's own answers, so that the second half is held to it whatever the first half did. */
export interface ForcedBoxes {
  /** [count, 4] of each picture */
  readonly proposals: readonly Float32Array[]
  readonly detections: readonly {
    /** [count, 4], network frame */
    readonly boxes: Float32Array
    readonly labels: readonly number[]
  }[]
}

export interface Trace {
  readonly stages: ReadonlyMap<string, Stage>
  /** Best ten anchors of each level in the first picture, as places within the level. */
  readonly topTen: readonly (readonly number[])[]
  /** What is chosen from the reference's proposals. */
  readonly chosen: readonly (readonly ChosenBox[])[]
}

/** Runs a Mask R-CNN stage by stage and keeps what each answers, under the names of the recorded cases. */
export async function traceMaskRcnn(
  model: MaskRcnn,
  pictures: readonly PixelData[],
  forced: ForcedBoxes,
): Promise<Trace> {
  const stages = new Map<string, Stage>()
  const { architecture, network, parameters } = model
  const batch = enterPictures(pictures, architecture.input)
  stages.set('transform.image', { values: batch.pixels, order: 'channels-last' })
  const keep = (name: string, tensor: tf.Tensor, order: Stage['order'] = 'channels-last'): void => {
    stages.set(name, { values: tensor.dataSync<'float32'>().slice(), order })
  }
  const topTen: number[][] = []
  const chosen: (readonly ChosenBox[])[] = []

  const pooled = tf.tidy(() => {
    const pixels = tf.tensor4d(batch.pixels, [...batch.shape])
    const filter = parameters.get('backbone.body.conv1.weight').variable as tf.Tensor4D
    keep('backbone.conv1', convolve(pixels, filter, { stride: 2, padding: 3 }))
    keep('backbone.maxpool', (network.body as ResNet).stem(pixels, RUN))
    const seen = network.body.forward(pixels, RUN)
    seen.forEach((map, i) => keep(`backbone.layer${i + 1}`, map))
    const maps = network.pyramid(seen, RUN)
    maps.forEach((map, i) => keep(i < seen.length ? `fpn.${i}` : 'fpn.pool', map))

    const outlooks = network.proposalHead(maps, RUN)
    const sizes = maps.map(({ shape }) => [shape[1], shape[2]] as const)
    const levels = makeAnchors(architecture.anchors, [batch.shape[1], batch.shape[2]], sizes)
    const anchors = levels.map((level) => tf.tensor2d(level, [level.length / 4, 4]))
    keep('anchors', tf.concat(anchors), 'as-is')
    const deltas = outlooks.map((outlook) => outlook.deltas)
    keep(
      'rpn.decoded',
      decodeBoxes(tf.concat(anchors), tf.concat(deltas, 1), PROPOSAL_WEIGHTS),
      'as-is',
    )
    const { proposals: limits } = architecture.limits
    outlooks.forEach((outlook, i) => {
      keep(`rpn.objectness.${i}`, outlook.objectness)
      keep(`rpn.deltas.${i}`, outlook.deltas)
      const own = anchors[i]
      if (own === undefined) return
      const best = takeBest(outlook, own, {
        preNms: limits.preNms.test,
        postNms: limits.postNms.test,
        nmsOverlap: limits.nmsOverlap,
        sizes: batch.frames.map(({ networkSize: { width, height } }) => [width, height] as const),
      })
      const ten = Math.min(10, best.logits.shape[1])
      keep(`rpn.preNms.boxes.${i}`, tf.slice(best.boxes, [0, 0, 0], [1, ten, 4]), 'as-is')
      keep(`rpn.preNms.logits.${i}`, tf.slice(best.logits, [0, 0], [1, ten]), 'as-is')
      topTen.push(Array.from(tf.slice(best.places, [0, 0], [1, ten]).dataSync()))
    })
    const proposals = model.propose(outlooks, anchors, { batch, phase: 'test' })
    pictures.forEach((_, i) => {
      const count = (forced.proposals[i]?.length ?? 0) / 4
      const all = proposals.isValid.shape[1]
      const found = tf.sum(tf.slice(proposals.isValid, [i, 0], [1, all])).dataSync()[0]
      if (found !== count) throw new Error(`There are ${found} proposals, recorded ${count}.`)
      keep(`proposals.boxes.img${i}`, tf.slice(proposals.boxes, [i, 0, 0], [1, count, 4]), 'as-is')
      keep(`proposals.scores.img${i}`, tf.slice(proposals.scores, [i, 0], [1, count]), 'as-is')
    })

    const pooler = model.makePooler(maps, batch)
    const rois = rowsOf(forced.proposals)
    const boxRois = poolRois(pooler, rois.boxes, rois.pictures, BOX_SIDE)
    keep('box.roi', boxRois)
    const boxSeen = network.boxHead.look(boxRois, RUN)
    keep('box.head', boxSeen, 'as-is')
    const predicted = network.boxHead.predict(boxSeen)
    keep('box.class_logits', predicted.logits, 'as-is')
    keep('box.regression', predicted.deltas, 'as-is')
    const answer = model.classify(pooler, rois, batch)
    const rows = rois.boxes.shape[0] / pictures.length
    batch.frames.forEach((_, i) => {
      const classes = architecture.classes.length
      const scores = tf.slice(answer.scores, [i * rows, 0], [rows, classes])
      const boxes = tf.slice(answer.boxes, [i * rows, 0, 0], [rows, classes, 4])
      const options = { ...architecture.limits.detections, classes }
      const found = chooseDetections(
        scores.dataSync<'float32'>(),
        boxes.dataSync<'float32'>().slice(),
        options,
      )
      chosen.push(found)
      const corners = Float32Array.from(found.flatMap((box) => Array.from(box.corners)))
      stages.set(`det.resized.boxes.img${i}`, { values: corners, order: 'as-is' })
      const values = Float32Array.from(found, ({ score }) => score)
      stages.set(`det.scores.img${i}`, { values, order: 'as-is' })
    })

    const detected = rowsOf(forced.detections.map(({ boxes }) => boxes))
    const maskRois = poolRois(pooler, detected.boxes, detected.pictures, MASK_ROI_SIDE)
    keep('mask.roi', maskRois)
    const maskSeen = network.maskHead.look(maskRois, RUN)
    keep('mask.head', maskSeen)
    keep('mask.logits', network.maskHead.predict(maskSeen, RUN))
    for (const level of pooler.levels) tf.keep(level)
    return { levels: [...pooler.levels], scales: [...pooler.scales] }
  })

  for (const [picture, { boxes, labels }] of forced.detections.entries()) {
    const frame = batch.frames[picture]
    const probabilities: number[] = []
    const pasted: number[] = []
    for (let done = 0; done < labels.length; done += 16) {
      const some = labels.slice(done, done + 16).map((label, i) => ({
        ...{ label, picture, score: 1 },
        corners: boxes.subarray((done + i) * 4, (done + i + 1) * 4),
      }))
      const masks = await model.findMasks(pooled, some)
      masks.forEach((mask, i) => {
        probabilities.push(...mask)
        const corners = some[i]?.corners
        if (frame && corners)
          pasted.push(...wholePicture(mask, frame.leave(corners), frame.imageSize))
      })
    }
    const as = (values: number[]): Stage => ({ values: Float32Array.from(values), order: 'as-is' })
    stages.set(`mask.prob28.img${picture}`, as(probabilities))
    stages.set(`mask.pasted.img${picture}`, as(pasted))
  }
  tf.dispose([...pooled.levels])
  return { stages, topTen, chosen }
}

function rowsOf(boxes: readonly Float32Array[]): { boxes: tf.Tensor2D; pictures: tf.Tensor1D } {
  const counts = boxes.map((own) => own.length / 4)
  const all = Float32Array.from(boxes.flatMap((own) => Array.from(own)))
  const pictures = counts.flatMap((count, i) => new Array<number>(count).fill(i))
  return { boxes: tf.tensor2d(all, [pictures.length, 4]), pictures: tf.tensor1d(pictures) }
}

function wholePicture(
  mask: Float32Array,
  corners: readonly number[],
  size: { readonly width: number; readonly height: number },
): number[] {
  const part = pasteMask(mask, corners, size)
  const values = new Array<number>(size.width * size.height).fill(0)
  part.values.forEach((value, i) => {
    const row = part.y + Math.floor(i / part.width)
    values[row * size.width + part.x + (i % part.width)] = value
  })
  return values
}
