import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { findInstalledBrowser } from './browser.ts'

/** A way to get a browser: what it is called, whether this machine has it, and the commands, in order. */
interface Way {
  readonly name: string
  readonly commands: readonly (readonly [program: string, ...rest: string[]])[]
}

/**
 * The browser for tests, installed when the machine has none: as root on Debian from apt, which brings its libraries
 * along; else as playwright's own download; else from apt through sudo.
 * Throws a sentence that says what was tried and what to do.
 */
export async function findBrowser(): Promise<string> {
  const there = findInstalledBrowser()
  if (there !== undefined) return there
  const ways = waysToInstall({
    isDebian: isDebian(),
    isRoot: process.getuid?.() === 0,
    hasSudo: existsSync('/usr/bin/sudo'),
  })
  for (const { name, commands } of ways) {
    process.stdout.write(`No browser found: installing Chromium with ${name}.\n`)
    const installed = await runAll(commands)
    const browser = findInstalledBrowser()
    // A downloaded browser may still lack system libraries: it counts only when it starts.
    if (installed && browser !== undefined && (await run(browser, ['--version']))) return browser
  }
  throw new Error(
    `The tests need Chromium or Chrome, and there is none on this machine; ${ways.map(({ name }) => name).join(' and ')} could not install it. ` +
      'Install Chromium or Chrome, or set LIMN_CHROMIUM to the path of one, and run the tests again.',
  )
}

/** The ways that make sense on a machine, best first. */
export function waysToInstall(machine: {
  readonly isDebian: boolean
  readonly isRoot: boolean
  readonly hasSudo: boolean
}): Way[] {
  const asRoot = (...command: [string, ...string[]]): [string, ...string[]] =>
    machine.isRoot ? command : ['sudo', '-n', ...command]
  const apt: Way = {
    name: 'apt-get',
    commands: [asRoot('apt-get', 'update'), asRoot('apt-get', 'install', '-y', 'chromium')],
  }
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')),
    'cli.js',
  )
  const playwright: Way = {
    name: 'playwright',
    commands: [[process.execPath, cli, 'install', '--no-shell', 'chromium']],
  }
  if (machine.isDebian && machine.isRoot) return [apt, playwright]
  if (machine.isDebian && machine.hasSudo) return [playwright, apt]
  return [playwright]
}

/** Debian itself: Ubuntu's `chromium` package is a pointer to a snap, which containers cannot run. */
function isDebian(): boolean {
  const file = '/etc/os-release'
  return existsSync(file) && /^ID=debian$/m.test(readFileSync(file, 'utf8'))
}

async function runAll(commands: Way['commands']): Promise<boolean> {
  for (const [program, ...rest] of commands) if (!(await run(program, rest))) return false
  return true
}

function run(program: string, rest: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
}
