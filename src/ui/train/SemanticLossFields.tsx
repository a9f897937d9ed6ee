import { useId, useState } from 'react'
import {
  SEMANTIC_LOSSES,
  type SemanticLoss,
  type SemanticLossKind,
} from '../../domain/training/semanticLoss.ts'
import { NumberField } from './SettingFields.tsx'

interface SemanticLossFieldsProps {
  losses: readonly SemanticLoss[]
  onChange: (losses: readonly SemanticLoss[]) => void
}

/** What a U-Net or FCN minimises: a sum of losses, each with its weight. */
export function SemanticLossFields({ losses, onChange }: SemanticLossFieldsProps) {
  const of = (kind: SemanticLossKind) => losses.find((loss) => loss.kind === kind)
  const change = (changed: SemanticLoss): void => {
    const others = losses.filter(({ kind }) => kind !== changed.kind)
    const all = changed.weight > 0 ? [...others, changed] : others
    // In one order, so that the same choice is the same run.
    onChange(KINDS.flatMap(([kind]) => all.filter((loss) => loss.kind === kind)))
  }
  return (
    <>
      <h3>What it minimises</h3>
      <p className="train-help train-setting-wide">
        The sum of these, each times its weight; 0 leaves one out. Pixels of crowds are ignored by
        all of them. Cross entropy and Dice together suit most pictures.
      </p>
      {KINDS.map(([kind, label, help]) => {
        const loss = of(kind)
        return (
          <div key={kind} className="train-loss">
            <NumberField
              label={`Weight of ${label}`}
              help={help}
              value={loss?.weight ?? 0}
              min={0}
              step="any"
              onChange={(weight) => change({ ...(loss ?? fresh(kind)), weight })}
            />
            {loss !== undefined && <LossDetails loss={loss} onChange={change} />}
          </div>
        )
      })}
    </>
  )
}

function LossDetails({
  loss,
  onChange,
}: {
  loss: SemanticLoss
  onChange: (loss: SemanticLoss) => void
}) {
  switch (loss.kind) {
    case 'cross-entropy':
      return (
        <>
          <NumberField
            label="Label smoothing"
            help="Takes labels for a little less than certain, 0.1 say: for borders drawn by hand. 0 for none."
            value={loss.labelSmoothing ?? 0}
            min={0}
            max={0.9}
            step="any"
            onChange={(labelSmoothing) => onChange({ ...loss, labelSmoothing })}
          />
          <ClassWeights loss={loss} onChange={onChange} />
        </>
      )
    case 'focal':
      return (
        <>
          <NumberField
            label="Focal alpha"
            help="Share of the weight that is given to where a class is, the rest to where it is not."
            value={loss.alpha}
            min={0}
            max={1}
            step="any"
            onChange={(alpha) => onChange({ ...loss, alpha })}
          />
          <NumberField
            label="Focal gamma"
            help="How fast what is already right stops counting. 2 is the paper’s, 0 is none of it."
            value={loss.gamma}
            min={0}
            max={8}
            step="any"
            onChange={(gamma) => onChange({ ...loss, gamma })}
          />
        </>
      )
    case 'tversky':
      return (
        <>
          <NumberField
            label="Tversky alpha"
            help="What a false alarm costs."
            value={loss.alpha}
            min={0}
            max={1}
            step="any"
            onChange={(alpha) => onChange({ ...loss, alpha })}
          />
          <NumberField
            label="Tversky beta"
            help="What a miss costs. More than alpha finds small objects; both 0.5 is Dice."
            value={loss.beta}
            min={0}
            max={1}
            step="any"
            onChange={(beta) => onChange({ ...loss, beta })}
          />
        </>
      )
    default:
      return null
  }
}

type CrossEntropy = Extract<SemanticLoss, { kind: 'cross-entropy' }>

/** A list of numbers; what is no such list is not taken, and said so. */
function ClassWeights({
  loss,
  onChange,
}: {
  loss: CrossEntropy
  onChange: (loss: SemanticLoss) => void
}) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const numbers = typed === null ? (loss.classWeights ?? []) : numbersOf(typed)
  const take = (text: string): void => {
    setTyped(text)
    const found = numbersOf(text)
    if (found === null) return
    const { kind, weight, labelSmoothing } = loss
    onChange({
      ...{ kind, weight },
      ...(labelSmoothing !== undefined && { labelSmoothing }),
      ...(found.length > 0 && { classWeights: found }),
    })
  }
  return (
    <div className="train-setting">
      <label htmlFor={id}>Weights of classes</label>
      <input
        id={id}
        type="text"
        aria-describedby={`${id}-help`}
        aria-invalid={numbers === null}
        placeholder="1, 2, 2"
        value={typed ?? loss.classWeights?.join(', ') ?? ''}
        onChange={({ target }) => take(target.value)}
        onBlur={() => setTyped(null)}
      />
      <p id={`${id}-help`} className="train-help">
        {numbers === null
          ? 'Numbers with commas between them, please.'
          : 'How much each class counts, the background first: for classes that are rare. Empty for all alike.'}
      </p>
    </div>
  )
}

/** Null for what is no list of numbers from 0 on. */
function numbersOf(text: string): readonly number[] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '')
  const numbers = parts.map(Number)
  return numbers.every((value) => Number.isFinite(value) && value >= 0) ? numbers : null
}

const KINDS: readonly (readonly [SemanticLossKind, string, string])[] = [
  ['cross-entropy', 'cross entropy', 'How sure the model is of each pixel’s class. The usual one.'],
  ['binary-cross-entropy', 'binary cross entropy', 'The same, each class for itself: yes or no.'],
  ['focal', 'focal', 'Pixels that are already right count less: for rare or hard classes.'],
  ['dice', 'Dice', 'How well regions overlap, so that small ones count as much as large ones.'],
  ['tversky', 'Tversky', 'Dice in which misses and false alarms cost what you say.'],
  ['lovasz', 'Lovász', 'Follows the IoU itself: to refine a model that works already.'],
]

function fresh(kind: SemanticLossKind): SemanticLoss {
  if (kind === 'focal') return { kind, weight: 1, alpha: 0.25, gamma: 2 }
  if (kind === 'tversky') return { kind, weight: 1, alpha: 0.3, beta: 0.7 }
  return SEMANTIC_LOSSES.find((loss) => loss.kind === kind) ?? { kind, weight: 1 }
}
