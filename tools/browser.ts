import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'

/**
 * Flags for a quiet headless Chromium with WebGPU on its software adapter, so that tests mean the same on every
 * machine. The sandbox stays on, except for root, where Chromium refuses to start with it.
 */
export const BROWSER_FLAGS: readonly string[] = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** Names under which Linux distributions put Chromium and Chrome on the PATH. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const MAC_APPS = ['Google Chrome', 'Chromium'] as const
const WINDOWS_ROOTS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'] as const

/**
 * The browser for tests: LIMN_CHROMIUM, else one installed on this machine, else the one playwright has downloaded;
 * undefined when there is none. Throws when LIMN_CHROMIUM names no file.
 */
export function findInstalledBrowser(): string | undefined {
  const chosen = process.env['LIMN_CHROMIUM']
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen
    throw new Error(`LIMN_CHROMIUM is ${chosen}, but there is no such file. Correct or unset it.`)
  }
  return [...usualPlaces(), chromium.executablePath()].find((place) => existsSync(place))
}

function usualPlaces(): string[] {
  const { env, platform } = process
  if (platform === 'darwin') {
    const folders = ['/Applications', path.join(env['HOME'] ?? '', 'Applications')]
    return folders.flatMap((folder) =>
      MAC_APPS.map((app) => path.join(folder, `${app}.app`, 'Contents/MacOS', app)),
    )
  }
  if (platform === 'win32') {
    const roots = WINDOWS_ROOTS.map((name) => env[name]).filter((root) => root !== undefined)
    return roots.map((root) => path.join(root, 'Google/Chrome/Application/chrome.exe'))
  }
  const folders = [...(env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/snap/bin']
  return COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)))
}
