/** One thing an import has to say. */
export interface ImportNote {
  /** `read` says how something was understood; the others what was left out or read otherwise than written. */
  readonly kind: 'read' | 'skipped' | 'changed'
  readonly file: string
  /** Line or key inside the file, empty for the file as a whole. */
  readonly place: string
  /** One sentence. */
  readonly why: string
}

/** What came in by an import and what did not. */
export interface ImportReport {
  /** Name of the format as people know it. */
  readonly format: string
  readonly images: number
  readonly objects: number
  /** How many things were left out and how many read otherwise; `notes` holds the first of each kind. */
  readonly skipped: number
  readonly changed: number
  readonly notes: readonly ImportNote[]
}
