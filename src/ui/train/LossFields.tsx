import { isShippedModelId, SHIPPED_MODEL_FAMILIES } from '../../domain/shippedModelIds.ts'
import { TORCHVISION_LOSSES, type HeadLosses } from '../../domain/training/headLosses.ts'
import { SEMANTIC_LOSSES, type SemanticLoss } from '../../domain/training/semanticLoss.ts'
import type { RunStart } from '../../domain/training/trainingRun.ts'
import type { TrainingSettings } from '../../domain/training/trainingSettings.ts'
import type { Limn } from '../../store/state.ts'
import { useLimn } from '../useLimn.ts'
import { SemanticLossFields } from './SemanticLossFields.tsx'
import { ChoiceField, NumberField } from './SettingFields.tsx'

interface LossFieldsProps {
  start: RunStart
  settings: TrainingSettings
  onChange: (change: Partial<TrainingSettings>) => void
}

/** What the model that a run begins with minimises. */
export function LossFields({ start, settings, onChange }: LossFieldsProps) {
  const own = useLimn((state) => ownLosses(start, state))
  if (own === null) return <HeadLossFields settings={settings} onChange={onChange} />
  return (
    <SemanticLossFields
      losses={settings.semanticLosses ?? own}
      onChange={(semanticLosses) => onChange({ semanticLosses })}
    />
  )
}

/** What the model itself minimises, if it names every pixel; null for a Mask R-CNN. */
function ownLosses(
  start: RunStart,
  { models, runs }: Pick<Limn, 'models' | 'runs'>,
): readonly SemanticLoss[] | null {
  if (start.kind === 'new') {
    return start.size === 'cells' || start.size === 'fcn' ? SEMANTIC_LOSSES : null
  }
  if (start.kind === 'library' && isShippedModelId(start.modelId)) {
    return SHIPPED_MODEL_FAMILIES[start.modelId] === 'mask-rcnn' ? null : SEMANTIC_LOSSES
  }
  const architecture =
    start.kind === 'run'
      ? runs?.find(({ request }) => request.id === start.runId)?.architecture
      : models?.find(({ id }) => id === start.modelId)?.architecture
  if (architecture === undefined || architecture['family'] === 'mask-rcnn') return null
  // As the engine wrote it.
  return architecture['losses'] as readonly SemanticLoss[]
}

/** What a Mask R-CNN minimises, head by head, and how much each part counts. */
function HeadLossFields({ settings, onChange }: Omit<LossFieldsProps, 'start'>) {
  const { headLosses = TORCHVISION_LOSSES, lossWeights } = settings
  const choose = (change: Partial<HeadLosses>) =>
    onChange({ headLosses: { ...headLosses, ...change } })
  return (
    <>
      <h3>What it minimises</h3>
      <ChoiceField
        label="Loss of classes"
        help="Focal counts what is already right less: for classes that are rare or hard."
        value={headLosses.classes}
        choices={CLASS_LOSSES}
        onChange={(classes) => choose({ classes })}
      />
      <ChoiceField
        label="Loss of boxes"
        help="GIoU measures how boxes overlap; smooth L1, torchvision's, how far their sides are apart."
        value={headLosses.boxes}
        choices={BOX_LOSSES}
        onChange={(boxes) => choose({ boxes })}
      />
      <ChoiceField
        label="Loss of masks"
        help="Dice measures how masks overlap, whatever share of the box they fill."
        value={headLosses.masks}
        choices={MASK_LOSSES}
        onChange={(masks) => choose({ masks })}
      />
      {PARTS.map(([part, label, help]) => (
        <NumberField
          key={part}
          label={label}
          help={help}
          value={lossWeights[part] ?? 1}
          min={0}
          step="any"
          onChange={(weight) => onChange({ lossWeights: { ...lossWeights, [part]: weight } })}
        />
      ))}
    </>
  )
}

const CLASS_LOSSES = [
  ['cross-entropy', 'Cross entropy'],
  ['focal', 'Focal'],
] as const

const BOX_LOSSES = [
  ['smooth-l1', 'Smooth L1'],
  ['giou', 'GIoU'],
] as const

const MASK_LOSSES = [
  ['cross-entropy', 'Cross entropy'],
  ['dice', 'Dice'],
] as const

const PARTS = [
  ['loss_classifier', 'Weight of classes', 'How much the names of objects count.'],
  ['loss_box_reg', 'Weight of boxes', 'How much the boxes of objects count.'],
  ['loss_mask', 'Weight of masks', 'How much the outlines of objects count.'],
  ['loss_objectness', 'Weight of proposals', 'How much it counts where objects may be.'],
  ['loss_rpn_box_reg', 'Weight of proposed boxes', 'How much the first guess at boxes counts.'],
] as const
