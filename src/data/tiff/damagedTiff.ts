import { fail } from '../../domain/failure.ts'

/** Refuses a TIFF whose bytes contradict themselves, or hold what no picture needs. */
export function damagedTiff(name: string, why: string): never {
  fail(
    'unsupported-format',
    `${name} cannot be read as TIFF: ${why.replace(/\.$/, '')}.`,
    'Save it as an uncompressed TIFF or as PNG and drop that.',
  )
}

/** Refuses a TIFF that is as it should be, but of a kind that is not read. */
export class ForeignTiff extends Error {
  /** @param kind as it follows “It is”: "of 1 bit a sample" */
  constructor(kind: string) {
    super(kind)
    this.name = 'ForeignTiff'
  }
}
