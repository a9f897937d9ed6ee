import type { ModelDraft } from '../../../domain/modelDraft.ts'
import { onShapes } from '../../../kernels/shapes/onShapes.ts'
import type { Architecture } from '../../../models/architecture.ts'
import { buildModel } from '../../../models/buildModel.ts'
import { bodyStages } from '../../../models/edit/bodyStages.ts'
import { planCarry, reportCarry } from '../../../models/edit/carryWeights.ts'
import { editArchitecture } from '../../../models/edit/editArchitecture.ts'
import type { Parameter } from '../../../models/parameters/parameterStore.ts'
import type { EngineHandler, EngineSession } from '../../engineSession.ts'
import { openBase } from './openBase.ts'

/** What a draft would be: its fields, its architecture, and which layers would keep their weights. */
export function draftModelHandler(session: EngineSession): EngineHandler<'draftModel'> {
  return async ({ base, changes }, { signal }): Promise<ModelDraft> => {
    const opened = await openBase(base, { shipped: session.weightStore, signal })
    const { architecture, groups } = editArchitecture(opened.architecture, changes)
    const { tensors } = opened
    const carry =
      tensors === null
        ? null
        : await session.queue.run(
            () => {
              const sides = { before: opened.architecture, after: architecture }
              const plan = planCarry(sides, tensors, outlineOf(architecture))
              return Promise.resolve(reportCarry(plan, tensors, sides))
            },
            { signal, urgent: true },
          )
    return {
      family: architecture.family,
      name: base.kind === 'new' ? opened.name : `${opened.name}, edited`,
      groups,
      before: { ...opened.architecture },
      architecture: { ...architecture },
      stages: bodyStages(architecture),
      frozen: opened.frozen,
      carry,
    }
  }
}

/** Names and shapes of a model's parameters. Call it in the engine's turn. */
export function outlineOf(architecture: Architecture): readonly Pick<Parameter, 'name' | 'spec'>[] {
  return onShapes(() => {
    const model = buildModel(architecture, { seed: 0, isOutline: true })
    const outline = model.parameters.all().map(({ name, spec }) => ({ name, spec }))
    model.dispose()
    return outline
  })
}
