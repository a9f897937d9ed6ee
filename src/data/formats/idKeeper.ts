import type { ReportBuilder } from './importReport.ts'

/** Hands out ids: the file's own where they are whole, above 0 and not taken, else the next free number. */
export class IdKeeper {
  readonly #taken = new Set<number>()
  readonly #what: string
  readonly #report: ReportBuilder
  #next = 1

  constructor(what: string, report: ReportBuilder) {
    this.#what = what
    this.#report = report
  }

  take(raw: unknown, file: string, place: string): number {
    if (typeof raw === 'number' && Number.isSafeInteger(raw) && raw > 0 && !this.#taken.has(raw)) {
      this.#taken.add(raw)
      return raw
    }
    const id = this.next()
    if (raw !== undefined) {
      const why = typeof raw === 'number' && this.#taken.has(raw) ? 'taken' : 'no number above 0'
      this.#report.change(
        file,
        place,
        `The ${this.#what} id ${describeId(raw)} is ${why}; it became ${id}.`,
      )
    }
    return id
  }

  /** A free id. */
  next(): number {
    while (this.#taken.has(this.#next)) this.#next += 1
    this.#taken.add(this.#next)
    return this.#next
  }
}

function describeId(raw: unknown): string {
  const text = JSON.stringify(raw) as string | undefined
  return (text ?? 'undefined').slice(0, 40)
}
