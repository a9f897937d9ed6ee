/** The command line itself cannot be understood; the answer is how to write it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
