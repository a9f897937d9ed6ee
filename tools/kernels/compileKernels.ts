import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import asc from 'assemblyscript/asc'

const SOURCES = path.resolve(import.meta.dirname, '../../src/kernels/wasm/assembly')

/** Builds differ in what the memory they import is, and in whether they may fuse a multiplication with an addition. */
export const BUILDS = {
  plain: { isShared: false, isRelaxed: false },
  relaxed: { isShared: false, isRelaxed: true },
  sharedPlain: { isShared: true, isRelaxed: false },
  sharedRelaxed: { isShared: true, isRelaxed: true },
} as const
export type BuildName = keyof typeof BUILDS

/** 4 GiB: the most a 32-bit memory can have, so that any memory fits the import. */
const MAXIMUM_PAGES = 65536

/** Compiles the AssemblyScript kernels. Throws with the compiler's own words when they do not compile. */
export async function compileKernels(name: BuildName): Promise<Uint8Array> {
  const { isShared, isRelaxed } = BUILDS[name]
  const features = [
    'simd',
    ...(isRelaxed ? ['relaxed-simd'] : []),
    ...(isShared ? ['threads'] : []),
  ]
  const memory = isShared ? ['--sharedMemory', '--maximumMemory', String(MAXIMUM_PAGES)] : []
  let compiled: Uint8Array | undefined
  const { error } = await asc.main(
    [
      'index.ts',
      ...['--outFile', 'kernels.wasm', '--baseDir', SOURCES],
      ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      ...['--importMemory', '--initialMemory', '0', ...memory],
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      writeFile: (file, contents) => {
        if (file === 'kernels.wasm' && contents instanceof Uint8Array) compiled = contents
      },
    },
  )
  if (error !== null || compiled === undefined) {
    throw new Error(`The kernels do not compile: ${error?.message ?? 'no output'}`, {
      cause: error,
    })
  }
  return compiled
}

/** A digest of the sources and the compiler's version: the same digest, the same binaries. */
export function digestSources(): string {
  const hash = createHash('sha256').update(asc.version)
  for (const file of readdirSync(SOURCES).sort()) {
    hash.update(`\n${file}\n`).update(readFileSync(path.join(SOURCES, file)))
  }
  return hash.digest('hex')
}
