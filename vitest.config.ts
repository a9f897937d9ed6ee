import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { BROWSER_FLAGS, findInstalledBrowser } from './tools/browser.ts'
import { isolationPlugin } from './tools/vite/isolationPlugin.ts'
import { workerDependencies } from './tools/vite/workerDependencies.ts'

/** Two projects: `unit` runs in Node; `gpu` runs in a real Chromium, where workers, canvas and WebGPU are. */
const executablePath = findInstalledBrowser()

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          exclude: ['**/*.gpu.test.ts', 'node_modules/**'],
          testTimeout: 20_000,
          // Models are built there, which a busy machine takes its time for.
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [isolationPlugin()],
        optimizeDeps: { include: [...workerDependencies] },
        worker: { format: 'es' },
        test: {
          name: 'gpu',
          include: ['src/**/*.gpu.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                args: [...BROWSER_FLAGS],
                ...(executablePath === undefined ? {} : { executablePath }),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
