import { spawn } from 'node:child_process'
import { npmCommand } from '../npmCommand.ts'
import { PROJECT } from './places.ts'

/** What npm said, and whether it succeeded. */
export interface NpmResult {
  readonly succeeded: boolean
  readonly errorText: string
}

/** Puts the tarball of `spec` (name@version) into `folder`. */
export type NpmPack = (spec: string, folder: string) => Promise<NpmResult>

/**
 * Fetches the tarball of a published package into `folder` with the person's own npm, so that their registry, proxy and
 * certificate settings hold. No script runs and nothing is installed.
 */
export const npmPack: NpmPack = (spec, folder) => {
  const { program, leading, shell } = npmCommand()
  const wanted = [
    'pack',
    spec,
    '--pack-destination',
    folder,
    '--ignore-scripts',
    '--loglevel=error',
  ]
  return new Promise((resolve) => {
    const child = spawn(program, [...leading, ...wanted], {
      cwd: PROJECT,
      shell,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', (error) => resolve({ succeeded: false, errorText: error.message }))
    child.on('close', (code) => {
      resolve({ succeeded: code === 0, errorText: npmErrorLines(Buffer.concat(chunks).toString()) })
    })
  })
}

/** What went wrong, out of all that npm prints: its first error lines, without the prefix. */
export function npmErrorLines(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('A complete log'))
  return lines.slice(0, 4).join(' ')
}
