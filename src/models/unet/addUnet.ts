import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { UNetArchitecture } from '../semanticArchitecture.ts'
import type { SemanticNetwork } from '../semantic/semanticNetwork.ts'
import { addBodyUnet } from './bodyUnet.ts'
import { addPlainUnet } from './plainUnet.ts'

export function addUnet(store: ParameterStore, architecture: UNetArchitecture): SemanticNetwork {
  const { encoder } = architecture
  return encoder.kind === 'plain'
    ? addPlainUnet(store, architecture, encoder)
    : addBodyUnet(store, architecture, encoder)
}
