import type { Arithmetic } from './arithmetic.ts'

/** What an optimizer remembers of one parameter. */
export interface ParameterMemory<Values> {
  /** Updates so far. */
  readonly step: number
  /** Empty before the first update. Names are PyTorch's (`momentum_buffer`, `exp_avg` …). */
  readonly slots: Readonly<Record<string, Values>>
}

export interface UpdateInput<Values> {
  readonly value: Values
  readonly gradient: Values
  readonly memory: ParameterMemory<Values>
  readonly learningRate: number
  readonly weightDecay: number
}

export interface UpdateOutput<Values> {
  readonly value: Values
  readonly memory: ParameterMemory<Values>
}

/** One step of one parameter, pure: nothing that goes in is changed. */
export type UpdateRule = <Values>(
  maths: Arithmetic<Values>,
  input: UpdateInput<Values>,
) => UpdateOutput<Values>
