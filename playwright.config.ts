import { defineConfig } from '@playwright/test'
import { BROWSER_FLAGS, findInstalledBrowser } from './tools/browser.ts'

const port = Number(process.env['LIMN_E2E_PORT'] ?? 4319)
const executablePath = findInstalledBrowser()

/** The app built and served as a person would host it; one worker, since the software GPU and WASM share two cores. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: process.env['CI'] === undefined ? 'list' : [['list']],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    // Traces slow every step down on two cores; ask for one with --trace on.
    screenshot: 'only-on-failure',
    launchOptions: {
      args: [...BROWSER_FLAGS],
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
  // What takes minutes on a software adapter is asked for by name.
  projects: [
    { name: 'stories', grepInvert: /@long/ },
    { name: 'long', grep: /@long/ },
  ],
  webServer: {
    command: `npm run build && npx vite preview --port ${port} --strictPort`,
    port,
    timeout: 180_000,
    reuseExistingServer: process.env['CI'] === undefined,
  },
})
