import type { ImportNote, ImportReport } from '../../domain/importReport.ts'

/** Notes kept of one kind and file: a thousand alike teach no more than these. */
const MAX_ALIKE = 20
const MAX_NOTES = 500

/** Collects what an import left out or changed, and where. */
export class ReportBuilder {
  readonly #notes: ImportNote[] = []
  readonly #alike = new Map<string, number>()
  #skipped = 0
  #changed = 0

  /** Something was left out. */
  skip(file: string, place: string, why: string): void {
    this.#skipped += 1
    this.#add({ kind: 'skipped', file, place, why })
  }

  /** Something was read otherwise than it is written. */
  change(file: string, place: string, why: string): void {
    this.#changed += 1
    this.#add({ kind: 'changed', file, place, why })
  }

  /** How something was understood. */
  say(file: string, why: string): void {
    this.#add({ kind: 'read', file, place: '', why })
  }

  /** What was left out first; null when nothing was. */
  get firstSkipped(): ImportNote | null {
    return this.#notes.find(({ kind }) => kind === 'skipped') ?? null
  }

  finish(format: string, counts: { images: number; objects: number }): ImportReport {
    return {
      format,
      ...counts,
      skipped: this.#skipped,
      changed: this.#changed,
      notes: [...this.#notes],
    }
  }

  #add(note: ImportNote): void {
    // Alike: the same file and sentence but for its numbers.
    const key = `${note.kind} ${note.file} ${note.why.replace(/[\d.]+/g, '#')}`
    const count = (this.#alike.get(key) ?? 0) + 1
    this.#alike.set(key, count)
    if (count <= MAX_ALIKE && this.#notes.length < MAX_NOTES) this.#notes.push(note)
  }
}
