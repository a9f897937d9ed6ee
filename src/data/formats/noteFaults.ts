import { LimnError } from '../../domain/failure.ts'
import { FieldError } from './fields.ts'
import type { ReportBuilder } from './importReport.ts'

/** Reads one piece of a dataset; what is wrong with it is noted under its file, and the rest goes on. */
export async function noteFaults(
  report: ReportBuilder,
  file: string,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read()
  } catch (thrown) {
    if (thrown instanceof FieldError) report.skip(file, thrown.place, thrown.why)
    else if (thrown instanceof LimnError) report.skip(file, '', thrown.failure.message)
    else throw thrown
  }
}
