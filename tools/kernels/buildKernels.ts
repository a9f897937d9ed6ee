import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { BUILDS, compileKernels, digestSources, type BuildName } from './compileKernels.ts'

const TARGET = path.resolve(
  import.meta.dirname,
  '../../src/kernels/wasm/generated/kernelBinaries.ts',
)

/** Writes the compiled kernels into the sources, so that nobody needs the compiler who does not change them. */
const lines = [
  '// Made by `npm run build:kernels` from src/kernels/wasm/assembly. Do not edit.',
  '',
  'export const KERNEL_SOURCES_SHA256 =',
  `  '${digestSources()}'`,
  '',
  '/** WebAssembly modules, base64. */',
  'export const KERNEL_BINARIES = {',
]
for (const name of Object.keys(BUILDS) as BuildName[]) {
  const binary = await compileKernels(name)
  lines.push(`  ${name}:`, `    '${Buffer.from(binary).toString('base64')}',`)
  console.log(`${name}: ${binary.byteLength} bytes`)
}
lines.push('} as const', '')
writeFileSync(TARGET, lines.join('\n'))
