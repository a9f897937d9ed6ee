import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { MaskRcnnArchitecture } from '../architecture.ts'
import { addBody, type Body } from '../backbones/body.ts'
import { addFeaturePyramid, type FeaturePyramid } from '../backbones/featurePyramid.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import { addProposalHead, type ProposalHead } from './regionProposals.ts'
import { addBoxHead, addMaskHead, type BoxHead, type MaskHead } from './roiHeads.ts'

/** The layers of a Mask R-CNN, whose parameters have torchvision's names, in torchvision's order. */
export interface MaskRcnnNetwork {
  readonly body: Body
  readonly pyramid: FeaturePyramid
  readonly proposalHead: ProposalHead
  readonly boxHead: BoxHead
  readonly maskHead: MaskHead
  /** Normalised pictures to the pyramid's levels, fine to coarse, the pooled one last. */
  see(pixels: Tensor4D, pass: Pass): readonly Tensor4D[]
}

export function addMaskRcnnNetwork(
  store: ParameterStore,
  architecture: MaskRcnnArchitecture,
): MaskRcnnNetwork {
  const { norm, pyramid, anchors, rpn } = architecture
  const body = addBody(store, 'backbone.body', { architecture: architecture.body, norm })
  const addLevels = addFeaturePyramid(store, 'backbone.fpn', {
    channels: body.channels,
    width: pyramid.width,
    norm: pyramid.norm ? norm : undefined,
  })
  const anchorsPerCell = (anchors.sizes[0]?.length ?? 0) * anchors.aspectRatios.length
  return {
    body,
    pyramid: addLevels,
    proposalHead: addProposalHead(store, 'rpn.head', {
      width: pyramid.width,
      convolutions: rpn.convolutions,
      anchorsPerCell,
    }),
    boxHead: addBoxHead(store, 'roi_heads', architecture),
    maskHead: addMaskHead(store, 'roi_heads', architecture),
    see: (pixels, pass) => addLevels(body.forward(pixels, pass), pass),
  }
}
