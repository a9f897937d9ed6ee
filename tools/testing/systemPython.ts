import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Where Debian's packages of PyTorch are; a Python of one's own need not have them. */
export const SYSTEM_PYTHON = '/usr/bin/python3'

const run = promisify(execFile)

/** What the system's Python prints. Rejects when it ends with an error. */
export async function runPython(...args: readonly string[]): Promise<string> {
  return (await run(SYSTEM_PYTHON, [...args])).stdout
}

/** Whether the system's Python can import a module. */
export function hasPythonModule(name: string): Promise<boolean> {
  const look = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}") is None)`
  return runPython('-c', look).then(
    () => true,
    () => false,
  )
}
