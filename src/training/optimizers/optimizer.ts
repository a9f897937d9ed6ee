import type { OptimizerSettings } from '../../domain/training/optimizerSettings.ts'
import { adam } from './adam.ts'
import type { Arithmetic } from './arithmetic.ts'
import { sgd } from './sgd.ts'
import type { ParameterMemory, UpdateRule } from './updateRule.ts'

/** Memory by parameter name; a parameter that was never updated is absent. */
export type OptimizerState<Values> = ReadonlyMap<string, ParameterMemory<Values>>

/** How fast one parameter learns beside the others, and how strongly it is pulled to zero. */
export interface ParameterPace {
  /** Multiplies the learning rate of the step. */
  readonly learningRateScale: number
  readonly weightDecay: number
}

export interface UpdateRequest<Values> {
  readonly parameters: ReadonlyMap<string, Values>
  /** Parameters without a gradient stay as they are, and so does their memory. */
  readonly gradients: ReadonlyMap<string, Values>
  readonly state: OptimizerState<Values>
  readonly learningRate: number
  readonly paceOf: (name: string) => ParameterPace
}

export interface UpdateResult<Values> {
  /** New values of the parameters that had a gradient. */
  readonly values: ReadonlyMap<string, Values>
  readonly state: OptimizerState<Values>
}

export interface Optimizer {
  readonly init: <Values>() => OptimizerState<Values>
  /** Pure. `scoped` wraps the work on each parameter: on tensors, `tf.tidy`. */
  readonly update: <Values>(
    maths: Arithmetic<Values>,
    request: UpdateRequest<Values>,
    scoped?: Scoped<Values>,
  ) => UpdateResult<Values>
}

/** Runs the step of one parameter and frees what it left behind; the flat list it returns is kept. */
export type Scoped<Values> = (work: () => Values[]) => Values[]

/** The optimizer of these settings. */
export function createOptimizer(settings: OptimizerSettings): Optimizer {
  const rule = ruleOf(settings)
  return {
    init: <Values>(): OptimizerState<Values> => new Map(),
    update: (maths, request, scoped = (work) => work()) => update(rule, maths, request, scoped),
  }
}

function ruleOf(settings: OptimizerSettings): UpdateRule {
  return settings.kind === 'sgd' ? sgd(settings) : adam(settings)
}

function update<Values>(
  rule: UpdateRule,
  maths: Arithmetic<Values>,
  { parameters, gradients, state, learningRate, paceOf }: UpdateRequest<Values>,
  scoped: Scoped<Values>,
): UpdateResult<Values> {
  const values = new Map<string, Values>()
  const memories = new Map(state)
  for (const [name, value] of parameters) {
    const gradient = gradients.get(name)
    if (gradient === undefined) continue
    const { learningRateScale, weightDecay } = paceOf(name)
    const memory = state.get(name) ?? { step: 0, slots: {} }
    let slotNames: readonly string[] = []
    const [next, ...slots] = scoped(() => {
      const output = rule(maths, {
        value,
        gradient,
        memory,
        learningRate: learningRate * learningRateScale,
        weightDecay,
      })
      slotNames = Object.keys(output.memory.slots)
      return [output.value, ...Object.values(output.memory.slots)]
    })
    if (next === undefined) continue
    values.set(name, next)
    memories.set(name, {
      step: memory.step + 1,
      slots: Object.fromEntries(slotNames.flatMap((slot, i) => pair(slot, slots[i]))),
    })
  }
  return { values, state: memories }
}

function pair<Values>(name: string, value: Values | undefined): [string, Values][] {
  return value === undefined ? [] : [[name, value]]
}
