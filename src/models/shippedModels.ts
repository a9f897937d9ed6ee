import type { ShippedModelId } from '../domain/shippedModelIds.ts'
import type { Architecture, MaskRcnnArchitecture } from './architecture.ts'
import { cellUnet } from './semanticPresets.ts'
import type { UNetArchitecture } from './semanticArchitecture.ts'
import { startingArchitecture } from './startingArchitecture.ts'

const NUCLEUS = ['background', 'nucleus']

/** The shipped U-Net for nuclei: its decoder's settings scored best on pictures that training left out. */
export function nucleiUnet(): UNetArchitecture {
  const plain = cellUnet(NUCLEUS)
  const tuned = { minForeground: 0.6, minSeed: 0.3, minArea: 30 }
  return { ...plain, decoding: { ...plain.decoding, ...tuned } }
}

/** The shipped Mask R-CNN for nuclei: its anchors were found by k-means on the nuclei that it learned from. */
export function nucleiMaskRcnn(): MaskRcnnArchitecture {
  const plain = startingArchitecture({ size: 'pretrained', classes: NUCLEUS, imageSize: 256 })
  const sizes = [[4], [8], [13], [20], [37]]
  return { ...plain, anchors: { sizes, aspectRatios: [0.55, 0.98, 1.69] } }
}

export function shippedArchitecture(id: ShippedModelId): Architecture {
  return id === 'unet-nuclei' ? nucleiUnet() : nucleiMaskRcnn()
}
