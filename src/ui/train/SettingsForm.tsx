import { ChoiceField, NumberField } from './SettingFields.tsx'
import { LossFields } from './LossFields.tsx'
import { ADAM_DEFAULTS, SGD_DEFAULTS } from '../../domain/training/optimizerSettings.ts'
import type { ScheduleShape } from '../../domain/training/schedule.ts'
import type { RunRequest } from '../../domain/training/trainingRun.ts'
import type { TrainingSettings } from '../../domain/training/trainingSettings.ts'

interface SettingsFormProps {
  draft: RunRequest
  onChange: (draft: RunRequest) => void
}

/** Every setting of a run with a plain sentence of help. */
export function SettingsForm({ draft, onChange }: SettingsFormProps) {
  const { settings } = draft
  const set = (change: Partial<TrainingSettings>) =>
    onChange({ ...draft, settings: { ...settings, ...change } })
  const { schedule } = settings
  return (
    <div className="train-settings">
      <h3>How long and how fast</h3>
      <NumberField
        label="Steps"
        help="Updates of the weights. More steps learn more, until the held-out score stops rising."
        value={settings.steps}
        min={1}
        onChange={(steps) =>
          set({ steps, schedule: { ...schedule, shape: withSteps(schedule.shape, steps) } })
        }
      />
      <NumberField
        label="Learning rate"
        help="How far each update goes. Too large and the loss jumps or becomes infinite; too small and nothing happens."
        value={schedule.base}
        min={0}
        step="any"
        onChange={(base) => set({ schedule: { ...schedule, base } })}
      />
      <ChoiceField
        label="Schedule"
        help="How the learning rate changes over the run. A cosine ends in small, careful steps."
        value={schedule.shape.kind}
        choices={SCHEDULES}
        onChange={(kind) =>
          set({ schedule: { ...schedule, shape: shapeOf(kind, settings.steps) } })
        }
      />
      <NumberField
        label="Warm-up steps"
        help="The learning rate grows to its full size over these first steps, so that a fresh head does not upset the rest."
        value={schedule.warmup?.steps ?? 0}
        min={0}
        onChange={(steps) =>
          set({ schedule: { ...schedule, warmup: steps === 0 ? null : { steps, factor: 0.1 } } })
        }
      />
      <ChoiceField
        label="Optimizer"
        help="AdamW suits most runs. SGD with momentum is what torchvision trains with and wants a larger learning rate."
        value={settings.optimizer.kind}
        choices={OPTIMIZERS}
        onChange={(kind) =>
          set({ optimizer: kind === 'sgd' ? SGD_DEFAULTS : { ...ADAM_DEFAULTS, kind } })
        }
      />
      <h3>What fits</h3>
      <NumberField
        label="Pictures in an update"
        help="More pictures make steadier updates and slower steps."
        value={settings.batchSize}
        min={1}
        onChange={(batchSize) => set({ batchSize, chunkSize: batchSize })}
      />
      <NumberField
        label="Pictures at a time"
        help="Fewer need less memory and give the same update. Limn halves this by itself when memory runs out."
        value={settings.chunkSize}
        min={1}
        max={settings.batchSize}
        onChange={(chunkSize) => set({ chunkSize })}
      />
      <NumberField
        label="Image size"
        help="The shorter side of a picture as a Mask R-CNN sees it; a U-Net or FCN learns from parts of this size, cut out of larger pictures. Small objects need more; time and memory grow with its square."
        value={draft.imageSize}
        min={32}
        max={1333}
        unit="px"
        onChange={(imageSize) => onChange({ ...draft, imageSize })}
      />
      <NumberField
        label="Stages that learn"
        help="Of the body's five stages, counted from the top. Frozen stages keep what they know and save time."
        value={draft.trainableStages}
        min={0}
        max={5}
        onChange={(trainableStages) => onChange({ ...draft, trainableStages })}
      />
      <h3>Steadiness</h3>
      <NumberField
        label="Weight decay"
        help="Pulls weights gently to zero, against learning pictures by heart."
        value={settings.weightDecay}
        min={0}
        step="any"
        onChange={(weightDecay) => set({ weightDecay })}
      />
      <NumberField
        label="Longest gradient"
        help="Longer ones are cut to this length, so that one odd picture cannot throw the run. 0 for no limit."
        value={settings.clipNorm ?? 0}
        min={0}
        step="any"
        onChange={(clipNorm) => set({ clipNorm: clipNorm === 0 ? null : clipNorm })}
      />
      <NumberField
        label="Averaging"
        help="Measures and keeps a running average of the weights that forgets at this rate, 0.99 say. 0 for none."
        value={settings.averageDecay ?? 0}
        min={0}
        max={0.9999}
        step="any"
        onChange={(decay) => set({ averageDecay: decay === 0 ? null : decay })}
      />
      <NumberField
        label="Seed"
        help="The same seed gives the same run on the same backend."
        value={settings.seed}
        min={0}
        onChange={(seed) => set({ seed })}
      />
      <LossFields start={draft.start} settings={settings} onChange={set} />
      <h3>Measuring</h3>
      <NumberField
        label="Steps between evaluations"
        help="How often the held-out pictures are looked at. 0 for only at the end."
        value={settings.evaluateEvery}
        min={0}
        onChange={(evaluateEvery) => set({ evaluateEvery })}
      />
      <NumberField
        label="Steps between checkpoints"
        help="A closed tab loses at most this many steps."
        value={settings.checkpointEvery}
        min={1}
        onChange={(checkpointEvery) => set({ checkpointEvery })}
      />
      <ChoiceField
        label="Best by"
        help="The score that decides which weights are kept as the best. Mean IoU is for models that name every pixel; others take mask mAP."
        value={settings.bestBy}
        choices={BEST_BY}
        onChange={(bestBy) => set({ bestBy })}
      />
      <NumberField
        label="Patience"
        help="Ends the run after this many evaluations without a better one. 0 for never."
        value={settings.patience ?? 0}
        min={0}
        onChange={(patience) => set({ patience: patience === 0 ? null : patience })}
      />
    </div>
  )
}

const SCHEDULES = [
  ['cosine', 'Cosine down to nothing'],
  ['constant', 'Constant'],
  ['step', 'A tenth, twice'],
  ['poly', 'Along a power'],
  ['one-cycle', 'One cycle: up, then down'],
] as const

const OPTIMIZERS = [
  ['adamw', 'AdamW'],
  ['adam', 'Adam'],
  ['sgd', 'SGD with momentum'],
] as const

const BEST_BY = [
  ['maskMap', 'Mask mAP'],
  ['maskMap50', 'Mask mAP at IoU 0.50'],
  ['boxMap', 'Box mAP'],
  ['boxMap50', 'Box mAP at IoU 0.50'],
  ['meanIou', 'Mean IoU of the pixels'],
] as const

function shapeOf(kind: string, steps: number): ScheduleShape {
  if (kind === 'step') return { kind, every: Math.ceil(steps / 3), factor: 0.1 }
  if (kind === 'poly') return { kind, steps, power: 0.9 }
  if (kind === 'one-cycle') return { kind, steps, rise: 0.3, startDivisor: 25, endDivisor: 1e4 }
  if (kind === 'constant') return { kind }
  return { kind: 'cosine', steps, minimum: 0 }
}

/** A schedule that ends with the run stretches with it. */
function withSteps(shape: ScheduleShape, steps: number): ScheduleShape {
  return 'steps' in shape ? { ...shape, steps } : shapeOf(shape.kind, steps)
}
