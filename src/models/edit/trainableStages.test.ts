import { describe, expect, it } from 'vitest'
import type { Architecture } from '../architecture.ts'
import { bodyUnet, cellUnet, dilatedFcn } from '../semanticPresets.ts'
import { startingArchitecture } from '../startingArchitecture.ts'
import { bodyStages } from './bodyStages.ts'
import { learnsWithStages } from './trainableStages.ts'

const CLASSES = ['background', 'thing']

function learning(names: readonly string[], architecture: Architecture, stages: number) {
  return names.filter((name) => learnsWithStages(name, architecture, stages))
}

describe('learnsWithStages', () => {
  it('freezes a ResNet from its stem up, as torchvision', () => {
    const large = startingArchitecture({ size: 'large', classes: CLASSES, imageSize: 800 })
    const names = [
      'backbone.body.conv1.weight',
      'backbone.body.bn1.weight',
      'backbone.body.layer1.0.conv1.weight',
      'backbone.body.layer2.0.conv1.weight',
      'backbone.body.layer4.0.conv1.weight',
      'backbone.fpn.inner_blocks.0.0.weight',
      'rpn.head.conv.0.0.weight',
    ]
    expect(learning(names, large, 0)).toEqual(names.slice(5))
    expect(learning(names, large, 3)).toEqual(names.slice(3))
    expect(learning(names, large, 4)).toEqual(names.slice(2))
    expect(learning(names, large, 5)).toEqual(names)
  })

  it('freezes a mobile body by the layers its levels stand on', () => {
    const mobile = startingArchitecture({ size: 'pretrained', classes: CLASSES, imageSize: 320 })
    const learns = (layer: number, stages: number) =>
      learnsWithStages(`backbone.body.${layer}.conv.0.0.weight`, mobile, stages)
    expect([13, 14, 18].map((layer) => learns(layer, 1))).toEqual([false, true, true])
    expect(learns(18, 0)).toBe(false)
    expect(learns(0, 4)).toBe(true)
  })

  it('counts the stages that a smaller body has from its top', () => {
    const tiny = startingArchitecture({ size: 'tiny', classes: CLASSES, imageSize: 64 })
    const names = ['conv1', 'layer1.0.conv1', 'layer2.0.conv1'].map(
      (layer) => `backbone.body.${layer}.weight`,
    )
    expect(learning(names, tiny, 1)).toEqual(names.slice(2))
    expect(learning(names, tiny, 2)).toEqual(names.slice(1))
    expect(learning(names, tiny, 3)).toEqual(names)
  })

  it('knows the bodies of FCNs and U-Nets by their own names', () => {
    const fcn = ['backbone.layer4.0.conv1.weight', 'classifier.0.weight']
    expect(learning(fcn, dilatedFcn(CLASSES), 0)).toEqual(fcn.slice(1))
    expect(learning(fcn, dilatedFcn(CLASSES), 1)).toEqual(fcn)
    const mobile = ['encoder.features.18.0.weight', 'decoder.blocks.0.conv1.0.weight']
    expect(learning(mobile, bodyUnet(CLASSES), 0)).toEqual(mobile.slice(1))
    const plain = [
      'inc.double_conv.0.weight',
      'down4.maxpool_conv.1.double_conv.0.weight',
      'up1.up.weight',
    ]
    expect(learning(plain, cellUnet(CLASSES), 0)).toEqual(plain.slice(2))
    expect(learning(plain, cellUnet(CLASSES), 4)).toEqual(plain.slice(1))
  })

  it('says the stages in words', () => {
    expect(
      bodyStages(cellUnet(CLASSES))
        .map(({ title }) => title)
        .slice(0, 3),
    ).toEqual(['Full size', '1/2 of the size', '1/4 of the size'])
    expect(bodyStages(dilatedFcn(CLASSES))[0]).toEqual({
      title: 'Stem',
      prefixes: ['backbone.conv1', 'backbone.bn1'],
    })
  })
})
