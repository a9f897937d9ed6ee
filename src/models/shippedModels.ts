import { cellUnet } from './semanticPresets.ts'
import type { UNetArchitecture } from './semanticArchitecture.ts'

/** Folder under weights/, and the model's name wherever a model is asked for by name. */
export const NUCLEI_MODEL_ID = 'unet-nuclei'

/** The shipped nuclei model: its decoder's settings scored best on pictures that training left out. */
export function nucleiArchitecture(): UNetArchitecture {
  const plain = cellUnet(['background', 'nucleus'])
  const tuned = { minForeground: 0.6, minSeed: 0.3, minArea: 30 }
  return { ...plain, decoding: { ...plain.decoding, ...tuned } }
}
