/**
 * Packages that only workers import. Vite's dependency scan begins at index.html and would meet them late, and reload
 * the page in the middle of work.
 */
export const workerDependencies: readonly string[] = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients.js',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  'fflate',
  'image-size',
]
