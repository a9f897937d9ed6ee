import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { BodyArchitecture, NormArchitecture } from '../architecture.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import { addMobileNetV2 } from './mobileNetV2.ts'
import { addMobileNetV3Large } from './mobileNetV3.ts'
import { addResNet } from './resnet.ts'

/** What a feature pyramid stands on. */
export interface Body {
  /** Channels of each map that `forward` answers. */
  readonly channels: readonly number[]
  /** [batch, height, width, 3] to maps from fine to coarse. */
  forward(x: Tensor4D, pass: Pass): readonly Tensor4D[]
}

/** Adds the parameters under `name` as torchvision's `IntermediateLayerGetter` has them. */
export function addBody(
  store: ParameterStore,
  name: string,
  options: { readonly architecture: BodyArchitecture; readonly norm: NormArchitecture },
): Body {
  const { architecture, norm } = options
  switch (architecture.kind) {
    case 'resnet':
      return addResNet(store, name, { architecture, norm })
    case 'mobilenet-v3-large':
      return addMobileNetV3Large(store, name, { architecture, norm })
    case 'mobilenet-v2':
      return addMobileNetV2(store, name, { architecture, norm })
  }
}
