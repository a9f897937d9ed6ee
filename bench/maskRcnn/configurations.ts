import type { ModelSettings } from '../../tools/testing/torchvisionModel.ts'
import type { SceneSettings } from '../../tools/testing/torchvisionScene.ts'

export interface Configuration {
  readonly model: ModelSettings
  readonly seed: number
  /** Learned from in one step. */
  readonly batch: readonly SceneSettings[]
  readonly picture: SceneSettings
}

const LIMITS = {
  rpn_pre_nms_top_n_train: 150,
  rpn_post_nms_top_n_train: 60,
  rpn_pre_nms_top_n_test: 120,
  rpn_post_nms_top_n_test: 40,
  box_batch_size_per_image: 32,
  box_detections_per_img: 20,
  num_classes: 3,
}

/** The small models of torchvision's recorded cases; `torchvisionTimes.py` builds the same. */
export const CONFIGURATIONS: Readonly<Record<'micro' | 'resnet18', Configuration>> = {
  micro: {
    model: { base: 'micro', norm: 'frozen', ...LIMITS, min_size: 96, max_size: 128 },
    seed: 1,
    batch: [
      { width: 120, height: 96, scene_seed: 423, shapes: 6, kinds: 2 },
      { width: 100, height: 110, scene_seed: 923, shapes: 6, kinds: 2 },
    ],
    picture: { width: 120, height: 96, scene_seed: 21, shapes: 6, kinds: 2 },
  },
  resnet18: {
    model: {
      ...{ base: 'resnet18', norm: 'frozen', ...LIMITS, box_batch_size_per_image: 16 },
      ...{ min_size: 64, max_size: 96 },
    },
    seed: 1,
    batch: [{ width: 128, height: 96, scene_seed: 572, shapes: 5, kinds: 2 }],
    picture: { width: 128, height: 96, scene_seed: 121, shapes: 7, kinds: 2 },
  },
}

export type ConfigurationName = keyof typeof CONFIGURATIONS
