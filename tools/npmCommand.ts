/** How to start npm: a program, the arguments that come before npm's own, and whether only a shell can find it. */
export interface NpmCommand {
  readonly program: string
  readonly leading: readonly string[]
  readonly shell: boolean
}

/** Under `npm run`, npm tells where it is; else it is looked up, which on Windows only a shell can do. */
export function npmCommand(): NpmCommand {
  const script = process.env['npm_execpath']
  if (script?.endsWith('npm-cli.js')) {
    return { program: process.execPath, leading: [script], shell: false }
  }
  return { program: 'npm', leading: [], shell: process.platform === 'win32' }
}
