import type { EvaluationEvent, StepEvent } from '../domain/training/trainingEvent.ts'
import type { Curve, RunCurves, RunHistory } from '../domain/training/trainingRun.ts'

/** Grows a run's curves row by row. */
export class HistoryKeeper {
  readonly #rows: StepEvent[] = []
  readonly #evaluations: EvaluationEvent[] = []

  addStep(event: StepEvent): void {
    this.#rows.push(event)
  }

  addEvaluation(event: EvaluationEvent): void {
    this.#evaluations.push(event)
  }

  /** Forgets what came after `step`: a run that goes back goes on from there. */
  goBackTo(step: number): void {
    const isKept = (event: { readonly step: number }) => event.step <= step
    this.#rows.splice(0, Infinity, ...this.#rows.filter(isKept))
    this.#evaluations.splice(0, Infinity, ...this.#evaluations.filter(isKept))
  }

  restore({ curves, evaluations }: RunHistory): void {
    this.#rows.splice(0, Infinity, ...Array.from(curves.step, (_, row) => stepOf(curves, row)))
    this.#evaluations.splice(0, Infinity, ...evaluations)
  }

  history(): RunHistory {
    const column = (pick: (event: StepEvent) => number) => this.#rows.map(pick)
    const names = [...new Set(this.#rows.flatMap(({ parts }) => Object.keys(parts)))]
    return {
      curves: {
        step: column(({ step }) => step),
        loss: column(({ loss }) => loss),
        parts: Object.fromEntries(
          names.map((name) => [name, column(({ parts }) => parts[name] ?? 0)]),
        ),
        learningRate: column(({ learningRate }) => learningRate),
        gradientNorm: column(({ gradientNorm }) => gradientNorm),
        images: column(({ images }) => images),
        milliseconds: column(({ milliseconds }) => milliseconds),
        memoryBytes: column(({ memoryBytes }) => memoryBytes),
      },
      evaluations: [...this.#evaluations],
    }
  }
}

function stepOf(curves: RunCurves, row: number): StepEvent {
  const at = (column: Curve) => column[row] ?? 0
  return {
    kind: 'step',
    step: at(curves.step),
    loss: at(curves.loss),
    parts: Object.fromEntries(
      Object.entries(curves.parts).map(([name, column]) => [name, at(column)]),
    ),
    learningRate: at(curves.learningRate),
    gradientNorm: at(curves.gradientNorm),
    images: at(curves.images),
    milliseconds: at(curves.milliseconds),
    memoryBytes: at(curves.memoryBytes),
  }
}
