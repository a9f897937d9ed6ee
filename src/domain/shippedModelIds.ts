import type { ModelFamily } from './libraryModel.ts'

/** Models that Limn brings along and that segment or begin a run by themselves: folders under weights/. */
export const SHIPPED_MODEL_IDS = ['unet-nuclei', 'maskrcnn-nuclei'] as const

export type ShippedModelId = (typeof SHIPPED_MODEL_IDS)[number]

export const SHIPPED_MODEL_FAMILIES: Readonly<Record<ShippedModelId, ModelFamily>> = {
  'unet-nuclei': 'unet',
  'maskrcnn-nuclei': 'mask-rcnn',
}

export function isShippedModelId(id: string): id is ShippedModelId {
  return SHIPPED_MODEL_IDS.some((each) => each === id)
}
