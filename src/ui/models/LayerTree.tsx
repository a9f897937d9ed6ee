import type { LibraryModel } from '../../domain/libraryModel.ts'
import { formatBytes, formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { formatMacs, formatParameters, formatShape } from './modelWords.ts'
import { PlanTree } from './PlanTree.tsx'

/** Every layer of the open model: what it answers and costs, its tensors, and whether runs leave it as it is. */
export function LayerTree({ model }: { model: LibraryModel }) {
  const plan = useLimn((state) => state.modelPlan)
  const tensors = useLimn((state) => state.modelLayers)
  const freeze = useLimn((state) => state.freezeLayers)
  return (
    <section className="models-panel" aria-labelledby="models-layers">
      <h2 id="models-layers" className="models-heading">
        Layers
      </h2>
      {plan === null ? (
        <p className="models-note" aria-busy="true">
          Reading the layers
        </p>
      ) : (
        <>
          <p className="models-note">
            {formatNumberOf(plan.layers.length, 'layer')}, as a picture of{' '}
            {formatShape([plan.picture.width, plan.picture.height])} pixels goes through them:{' '}
            {formatMacs(plan.macs)} multiplications, {formatBytes(plan.memory.inference)} of memory.
            Training changes {formatParameters(plan.trainable)} of{' '}
            {formatParameters(plan.parameters)} numbers; a frozen layer stays as it is in runs that
            begin with this model.
          </p>
          <PlanTree
            layers={plan.layers}
            tensors={tensors}
            frozen={model.frozen ?? []}
            onFreeze={(prefix, isFrozen) => void freeze(prefix, isFrozen)}
          />
        </>
      )}
    </section>
  )
}
