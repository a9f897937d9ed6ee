import { changeModel } from '../../../data/library/modelLibrary.ts'
import type { EngineHandler } from '../../engineSession.ts'

export function setFrozenHandler(): EngineHandler<'setFrozen'> {
  return ({ id, frozen }) => changeModel(id, { frozen })
}
