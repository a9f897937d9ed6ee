import { LimnError } from '../../src/domain/failure.ts'
import { EVAL_USAGE, evalCommand } from './evalCommand.ts'
import { UsageError } from './usageError.ts'

/** `npx limn <command>`: what Limn does without a page, for scripts and continuous integration. */
const [command, ...args] = process.argv.slice(2)

try {
  if (command === 'eval') process.stdout.write(await evalCommand(args))
  else if (command === '--help' || command === '-h') process.stdout.write(EVAL_USAGE)
  else throw new UsageError(command === undefined ? 'No command.' : `No command "${command}".`)
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`limn: ${error.message}\n\n${EVAL_USAGE}`)
    process.exitCode = 2
  } else {
    const { message, remedy } =
      error instanceof LimnError ? error.failure : { message: String(error), remedy: '' }
    process.stderr.write(`limn: ${message}${remedy === '' ? '' : ` ${remedy}`}\n`)
    process.exitCode = 1
  }
}
