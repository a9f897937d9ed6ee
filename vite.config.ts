import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { offlinePlugin } from './tools/vite/offlinePlugin.ts'
import { isolationHeaders, securityHeaders } from './tools/vite/securityHeaders.ts'
import { wasmThreadsPlugin } from './tools/vite/wasmThreadsPlugin.ts'
import { workerDependencies } from './tools/vite/workerDependencies.ts'

export default defineConfig({
  // Relative, so that a build can be hosted under any path.
  base: './',
  plugins: [react(), offlinePlugin()],
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 2_000 },
  worker: {
    format: 'es',
    plugins: () => [wasmThreadsPlugin()],
    // Beside index.html, so that a worker finds public files relative to itself (src/workers/publicUrl.ts).
    rolldownOptions: { output: { entryFileNames: '[name]-[hash].js' } },
  },
  optimizeDeps: { include: [...workerDependencies] },
  // Hot reload needs inline scripts and a socket, so the content policy starts with the build.
  server: { headers: isolationHeaders },
  preview: { headers: securityHeaders },
})
