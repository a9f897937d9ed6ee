import { useMemo, useState } from 'react'
import { isUnderPrefix } from '../../domain/frozenLayers.ts'
import type { ModelLayer } from '../../domain/libraryModel.ts'
import type { LayerFate } from '../../domain/modelDraft.ts'
import type { LayerPlan } from '../../domain/modelPlan.ts'
import { Icon } from '../components/icons.tsx'
import { formatBytes, formatCount } from '../format.ts'
import { foldLayers, formatMacs, formatShape, type LayerFold } from './modelWords.ts'
import './planTree.css'

export interface PlanTreeProps {
  readonly layers: readonly LayerPlan[]
  /** Prefixes of the frozen layers. */
  readonly frozen: readonly string[]
  readonly onFreeze: (prefix: string, isFrozen: boolean) => void
  /** What becomes of each layer's weights, where it is told. */
  readonly fates?: Readonly<Record<string, LayerFate>>
  /** What the layers were before an edit, where there was one. */
  readonly before?: readonly LayerPlan[]
  /** Shown within their layers, where they are at hand. */
  readonly tensors?: readonly ModelLayer[] | null
}

type Branch = Omit<PlanTreeProps, 'layers' | 'before'> & {
  readonly before: ReadonlyMap<string, LayerPlan> | null
  /** Places of the layers in the model, by name. */
  readonly order: ReadonlyMap<string, number>
}

/** Every layer by the parts of its name: what it answers, what it costs, and whether training leaves it as it is. */
export function PlanTree({ layers, before, ...branch }: PlanTreeProps) {
  const tree = useMemo(() => foldLayers(layers), [layers])
  const known = useMemo(
    () =>
      before === undefined ? null : new Map(before.map((layer) => [layer.name, layer] as const)),
    [before],
  )
  const order = useMemo(() => new Map(layers.map(({ name }, i) => [name, i] as const)), [layers])
  return (
    <div className="plan-tree">
      <div className="plan-row plan-head" aria-hidden="true">
        <span className="plan-name">Layer</span>
        <span className="plan-output">Answers</span>
        <span className="plan-number">Parameters</span>
        <span className="plan-macs">MACs</span>
        <span className="plan-memory">Memory</span>
        <span className="plan-freeze">Learns</span>
      </div>
      <Nodes fold={tree} prefix="" depth={0} before={known} order={order} {...branch} />
    </div>
  )
}

interface NodesProps extends Branch {
  readonly fold: LayerFold<LayerPlan>
  /** Of the names in the fold, with its dot. */
  readonly prefix: string
  readonly depth: number
}

function Nodes({ fold, prefix, depth, ...branch }: NodesProps) {
  return (
    <ul>
      {fold.folds.map((inner) => (
        <Node key={inner.name} fold={inner} prefix={prefix} depth={depth} {...branch} />
      ))}
      {fold.layers.map((layer) => (
        <Leaf
          key={layer.name}
          layer={layer}
          label={layer.name.slice(prefix.length)}
          depth={depth}
          {...branch}
        />
      ))}
    </ul>
  )
}

function Node({ fold, prefix, depth, ...branch }: NodesProps) {
  const [isOpen, setIsOpen] = useState(depth < 1)
  const [only] = fold.layers
  const path = `${prefix}${fold.name}`
  if (only !== undefined && fold.layers.length === 1 && fold.folds.length === 0) {
    return <Leaf layer={only} label={only.name.slice(prefix.length)} depth={depth} {...branch} />
  }
  const { order } = branch
  const layers = [...layersIn(fold)].sort(
    (one, other) => (order.get(one.name) ?? 0) - (order.get(other.name) ?? 0),
  )
  const last = layers.findLast(({ kind }) => kind !== 'norm')
  return (
    <li>
      <div className="plan-row plan-fold">
        <button
          type="button"
          className="plan-name"
          aria-expanded={isOpen}
          style={{ paddingInlineStart: indent(depth) }}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Icon name="chevron" size={16} />
          <code>{fold.name}</code>
        </button>
        <Figures layers={layers} output={last?.output ?? null} />
        <FreezeButton path={path} layers={layers} {...branch} />
      </div>
      {isOpen && <Nodes fold={fold} prefix={`${path}.`} depth={depth + 1} {...branch} />}
    </li>
  )
}

interface LeafProps extends Branch {
  readonly layer: LayerPlan
  readonly label: string
  readonly depth: number
}

function Leaf({ layer, label, depth, ...branch }: LeafProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { fates, tensors, before } = branch
  const was = before?.get(layer.name)
  const own = tensors?.filter(({ name }) => name.startsWith(`${layer.name}.`)) ?? []
  const isNew = before !== null && was === undefined
  const fate = fates?.[layer.name] ?? (isNew ? 'fresh' : undefined)
  const name = (
    <>
      <code>{label}</code>
      <span className="plan-kind">{layer.kind}</span>
      {fate !== undefined && fate !== 'kept' && (
        <span className={`plan-fate plan-fate-${fate}`}>
          {fate === 'part' ? 'partly kept' : 'new'}
        </span>
      )}
    </>
  )
  const style = { paddingInlineStart: indent(depth) }
  return (
    <li>
      <div className="plan-row">
        {own.length === 0 ? (
          <span className="plan-name plan-leaf" style={style}>
            {name}
          </span>
        ) : (
          <button
            type="button"
            className="plan-name"
            aria-expanded={isOpen}
            style={style}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Icon name="chevron" size={16} />
            {name}
          </button>
        )}
        <Figures
          layers={[layer]}
          output={layer.kind === 'norm' ? null : layer.output}
          was={was?.output ?? null}
        />
        <FreezeButton path={layer.name} layers={[layer]} {...branch} />
      </div>
      {isOpen && <Tensors tensors={own} depth={depth + 1} />}
    </li>
  )
}

function Tensors({ tensors, depth }: { tensors: readonly ModelLayer[]; depth: number }) {
  return (
    <ul>
      {tensors.map(({ name, shape, dtype, parameters, isTrainable }) => (
        <li key={name} className="plan-row plan-tensor">
          <span className="plan-name plan-leaf" style={{ paddingInlineStart: indent(depth) }}>
            <code>{name.split('.').at(-1)}</code>
            <span className="plan-kind">
              {isTrainable ? 'trained' : 'fixed'}, {dtype}
            </span>
          </span>
          <span className="plan-output">{formatShape(shape)}</span>
          <span className="plan-number">{formatCount(parameters)}</span>
        </li>
      ))}
    </ul>
  )
}

function Figures({
  layers,
  output,
  was = null,
}: {
  layers: readonly LayerPlan[]
  output: readonly number[] | null
  was?: readonly number[] | null
}) {
  const sum = (figure: (layer: LayerPlan) => number): number =>
    layers.reduce((total, layer) => total + figure(layer), 0)
  const macs = sum((layer) => layer.macs)
  const bytes = sum((layer) => layer.outputBytes)
  return (
    <>
      <Output output={output} was={was} />
      <span className="plan-number">
        {formatCount(sum(({ parameters }) => parameters))}
        <span className="visually-hidden"> parameters</span>
      </span>
      <span className="plan-macs">{macs === 0 ? '' : formatMacs(macs)}</span>
      <span className="plan-memory">{bytes === 0 ? '' : formatBytes(bytes)}</span>
    </>
  )
}

/** A shape that an edit changed says what it was. */
function Output({
  output,
  was,
}: {
  output: readonly number[] | null
  was: readonly number[] | null
}) {
  if (output === null) return <span className="plan-output" />
  const isChanged = was !== null && formatShape(was) !== formatShape(output)
  if (!isChanged) return <span className="plan-output">{formatShape(output)}</span>
  return (
    <span className="plan-output plan-changed">
      <s aria-hidden="true">{formatShape(was)}</s>
      <span className="visually-hidden">was {formatShape(was)}, becomes </span>
      {formatShape(output)}
    </span>
  )
}

/** Nothing to freeze in a layer whose numbers never learn. */
function FreezeButton({
  path,
  layers,
  frozen,
  onFreeze,
}: Branch & { path: string; layers: readonly LayerPlan[] }) {
  const held = layers.filter(({ name }) => isUnderPrefix(name, frozen))
  const isFrozen = held.length === layers.length
  const canLearn = isFrozen || layers.some(({ trainable }) => trainable > 0) || held.length > 0
  if (!canLearn) return <span className="plan-freeze plan-fixed">fixed</span>
  const state = isFrozen ? 'frozen' : held.length > 0 ? 'partly' : 'learns'
  return (
    <span className="plan-freeze">
      <button
        type="button"
        className={`plan-lock plan-lock-${state}`}
        aria-pressed={isFrozen ? true : held.length > 0 ? 'mixed' : false}
        aria-label={`Freeze ${path}`}
        title={isFrozen ? `Let ${path} learn` : `Freeze ${path}`}
        onClick={() => onFreeze(path, !isFrozen)}
      >
        <Icon name={isFrozen ? 'lock' : 'unlock'} size={16} />
        <span className="plan-lock-word">{state}</span>
      </button>
    </span>
  )
}

function layersIn({ folds, layers }: LayerFold<LayerPlan>): readonly LayerPlan[] {
  return [...folds.flatMap(layersIn), ...layers]
}

function indent(depth: number): string {
  return `calc(${depth} * var(--plan-step) + var(--space-1))`
}
