import type { EvaluationEvent, StepEvent } from '../domain/training/trainingEvent.ts'
import type { RunHistory } from '../domain/training/trainingRun.ts'

/** The growing curves of the run at work. Rows are added in place; a snapshot is taken only as often as one looks. */
export class LiveCurves {
  readonly #columns = {
    step: [] as number[],
    loss: [] as number[],
    learningRate: [] as number[],
    gradientNorm: [] as number[],
    images: [] as number[],
    milliseconds: [] as number[],
    memoryBytes: [] as number[],
  }
  readonly #parts = new Map<string, number[]>()
  readonly #evaluations: EvaluationEvent[] = []

  constructor({ curves, evaluations }: RunHistory) {
    curves.step.forEach((step, row) =>
      this.addStep({
        kind: 'step',
        step,
        loss: curves.loss[row] ?? 0,
        parts: Object.fromEntries(
          Object.entries(curves.parts).map(([name, column]) => [name, column[row] ?? 0]),
        ),
        learningRate: curves.learningRate[row] ?? 0,
        gradientNorm: curves.gradientNorm[row] ?? 0,
        images: curves.images[row] ?? 0,
        milliseconds: curves.milliseconds[row] ?? 0,
        memoryBytes: curves.memoryBytes[row] ?? 0,
      }),
    )
    this.#evaluations.push(...evaluations)
  }

  /** A step that was taken again (after a lost device) replaces what came of it before. */
  addStep(event: StepEvent): void {
    this.goBackTo(event.step - 1)
    const columns = this.#columns
    columns.step.push(event.step)
    columns.loss.push(event.loss)
    columns.learningRate.push(event.learningRate)
    columns.gradientNorm.push(event.gradientNorm)
    columns.images.push(event.images)
    columns.milliseconds.push(event.milliseconds)
    columns.memoryBytes.push(event.memoryBytes)
    for (const [name, value] of Object.entries(event.parts)) {
      const column = this.#parts.get(name) ?? []
      column.push(value)
      this.#parts.set(name, column)
    }
  }

  addEvaluation(event: EvaluationEvent): void {
    this.#evaluations.push(event)
  }

  goBackTo(step: number): void {
    const { step: steps } = this.#columns
    while ((steps.at(-1) ?? 0) > step) {
      for (const column of [...Object.values(this.#columns), ...this.#parts.values()]) column.pop()
    }
    while ((this.#evaluations.at(-1)?.step ?? 0) > step) this.#evaluations.pop()
  }

  snapshot(): RunHistory {
    const columns = this.#columns
    return {
      curves: {
        step: [...columns.step],
        loss: [...columns.loss],
        learningRate: [...columns.learningRate],
        gradientNorm: [...columns.gradientNorm],
        images: [...columns.images],
        milliseconds: [...columns.milliseconds],
        memoryBytes: [...columns.memoryBytes],
        parts: Object.fromEntries([...this.#parts].map(([name, column]) => [name, [...column]])),
      },
      evaluations: [...this.#evaluations],
    }
  }
}
