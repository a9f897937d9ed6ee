import { useMemo } from 'react'
import type { ModelLayer } from '../../domain/libraryModel.ts'
import { formatCount, formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { foldLayers, formatParameters, type LayerFold } from './modelWords.ts'

/** Every tensor of the open model by the parts of its name. */
export function LayerTree() {
  const layers = useLimn((state) => state.modelLayers)
  const tree = useMemo(() => (layers === null ? null : foldLayers(layers)), [layers])
  return (
    <section className="models-panel" aria-labelledby="models-layers">
      <h2 id="models-layers" className="models-heading">
        Layers
      </h2>
      {tree === null || layers === null ? (
        <p className="models-note" aria-busy="true">
          Reading the layers
        </p>
      ) : (
        <>
          <p className="models-note">
            {formatNumberOf(layers.length, 'tensor')}; training changes{' '}
            {formatParameters(parametersOf(layers.filter(({ isTrainable }) => isTrainable)))} of{' '}
            {formatParameters(parametersOf(layers))} numbers.
          </p>
          <div className="models-tree">
            <Folds fold={tree} isOpen />
          </div>
        </>
      )}
    </section>
  )
}

function Folds({ fold, isOpen }: { fold: LayerFold<ModelLayer>; isOpen: boolean }) {
  return (
    <>
      {fold.folds.map((inner) => (
        <details key={inner.name} open={isOpen}>
          <summary>
            <code>{inner.name}</code>
            <span className="models-tree-sum">{formatCount(countIn(inner))}</span>
          </summary>
          <Folds fold={inner} isOpen={false} />
        </details>
      ))}
      {fold.layers.length > 0 && (
        <ul>
          {fold.layers.map((layer) => (
            <li key={layer.name} className="models-layer">
              <code>{layer.name.split('.').at(-1)}</code>
              <span className="models-layer-shape">
                {layer.shape.length === 0 ? 'one number' : layer.shape.join(' × ')}
              </span>
              <span className="models-layer-state">
                {layer.isTrainable ? 'trained' : 'fixed'} · {layer.dtype}
              </span>
              <span className="models-tree-sum">{formatCount(layer.parameters)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function parametersOf(layers: readonly ModelLayer[]): number {
  return layers.reduce((sum, { parameters }) => sum + parameters, 0)
}

function countIn({ folds, layers }: LayerFold<ModelLayer>): number {
  return folds.reduce((sum, fold) => sum + countIn(fold), parametersOf(layers))
}
