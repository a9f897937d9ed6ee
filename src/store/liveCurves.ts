import type { EvaluationEvent, StepEvent } from '../domain/training/trainingEvent.ts'
import type { Curve, RunHistory } from '../domain/training/trainingRun.ts'
import { GrowingColumn } from '../domain/growingColumn.ts'

/** The growing curves of the run at work. A snapshot costs nothing and stays as it is, however the run goes on. */
export class LiveCurves {
  readonly #columns = {
    step: new GrowingColumn(),
    loss: new GrowingColumn(),
    learningRate: new GrowingColumn(),
    gradientNorm: new GrowingColumn(),
    images: new GrowingColumn(),
    milliseconds: new GrowingColumn(),
    memoryBytes: new GrowingColumn(),
  }
  readonly #parts = new Map<string, GrowingColumn>()
  #evaluations: readonly EvaluationEvent[]
  #latest: StepEvent | null = null
  #changes = 0

  constructor({ curves, evaluations }: RunHistory) {
    const { parts, ...columns } = curves
    const fill = (column: GrowingColumn, values: Curve) => {
      for (const value of values) column.push(value)
    }
    for (const [name, column] of namesOf(this.#columns)) fill(column, columns[name])
    for (const [name, values] of Object.entries(parts)) fill(this.#part(name), values)
    this.#evaluations = evaluations
  }

  /** The last step that was heard of; null before one was. */
  get latest(): StepEvent | null {
    return this.#latest
  }

  /** Counts what was heard, to see whether there is anything new to show. */
  get changes(): number {
    return this.#changes
  }

  /** A step that was taken again (after a lost device) replaces what came of it before. */
  addStep(event: StepEvent): void {
    this.#latest = event
    this.#changes += 1
    this.goBackTo(event.step - 1)
    for (const [name, column] of namesOf(this.#columns)) column.push(event[name])
    for (const [name, value] of Object.entries(event.parts)) this.#part(name).push(value)
  }

  addEvaluation(event: EvaluationEvent): void {
    this.#evaluations = [...this.#evaluations, event]
    this.#changes += 1
  }

  goBackTo(step: number): void {
    this.#changes += 1
    const steps = this.#columns.step
    if ((steps.last() ?? 0) > step) {
      const kept = steps.view().findLastIndex((each) => each <= step) + 1
      for (const column of [...Object.values(this.#columns), ...this.#parts.values()]) {
        column.cutTo(kept)
      }
    }
    if ((this.#evaluations.at(-1)?.step ?? 0) > step) {
      this.#evaluations = this.#evaluations.filter((each) => each.step <= step)
    }
  }

  snapshot(): RunHistory {
    const { step, loss, learningRate, gradientNorm, images, milliseconds, memoryBytes } =
      this.#columns
    return {
      curves: {
        step: step.view(),
        loss: loss.view(),
        learningRate: learningRate.view(),
        gradientNorm: gradientNorm.view(),
        images: images.view(),
        milliseconds: milliseconds.view(),
        memoryBytes: memoryBytes.view(),
        parts: Object.fromEntries([...this.#parts].map(([name, column]) => [name, column.view()])),
      },
      evaluations: this.#evaluations,
    }
  }

  #part(name: string): GrowingColumn {
    const column = this.#parts.get(name) ?? new GrowingColumn()
    this.#parts.set(name, column)
    return column
  }
}

function namesOf<Name extends string, Value>(columns: Readonly<Record<Name, Value>>) {
  return Object.entries(columns) as [Name, Value][]
}
