/** Models that Limn brings along and that segment or begin a run by themselves: folders under weights/. */
export const SHIPPED_MODEL_IDS = ['unet-nuclei', 'maskrcnn-nuclei'] as const

export type ShippedModelId = (typeof SHIPPED_MODEL_IDS)[number]

export function isShippedModelId(id: string): id is ShippedModelId {
  return SHIPPED_MODEL_IDS.some((each) => each === id)
}
