import path from 'node:path'
import type { Rule } from 'eslint'

/**
 * The import laws of the house (docs/architecture.md): each room names the whole of what it may import.
 * A room is a folder of src, or a single file where one file plays its own part.
 */
interface Room {
  readonly matches: RegExp
  readonly mayImport: readonly string[]
  /** npm packages this room may use, besides those free to all. */
  readonly packages?: readonly string[]
}

const TFJS = [
  '@tensorflow/tfjs-core',
  '#stock-gradients',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
]
const REACT = ['react', 'react-dom', '@base-ui/react']

export const ROOMS: Readonly<Record<string, Room>> = {
  domain: { matches: /^src\/domain\//, mayImport: ['domain'] },
  // Byte formats that more than one room reads: zip, deflate, CRC-32.
  files: { matches: /^src\/files\//, mayImport: ['files', 'domain'], packages: ['fflate'] },
  kernels: {
    matches: /^src\/kernels\//,
    mayImport: ['kernels', 'domain'],
    packages: TFJS,
  },
  data: {
    matches: /^src\/data\//,
    mayImport: ['data', 'domain', 'files'],
    packages: ['fflate', 'image-size', 'tiff', 'yaml'],
  },
  metrics: { matches: /^src\/metrics\//, mayImport: ['metrics', 'domain'] },
  protocol: {
    matches: /^src\/workers\/(protocol\/\w+|protocol|rpc|failure)\.ts$/,
    mayImport: ['protocol', 'domain'],
  },
  models: {
    matches: /^src\/models\//,
    mayImport: ['models', 'domain', 'files', 'kernels'],
    packages: TFJS,
  },
  training: {
    matches: /^src\/training\//,
    mayImport: ['training', 'domain', 'data', 'kernels', 'models', 'metrics'],
    packages: TFJS,
  },
  clients: {
    matches: /^src\/workers\/\w+Client\.ts$/,
    mayImport: ['clients', 'protocol', 'domain'],
  },
  workers: {
    matches: /^src\/workers\//,
    mayImport: [
      'workers',
      'protocol',
      'domain',
      'files',
      'kernels',
      'data',
      'models',
      'training',
      'metrics',
    ],
    packages: [...TFJS, 'fflate'],
  },
  store: {
    matches: /^src\/store\//,
    mayImport: ['store', 'clients', 'protocol', 'domain'],
    packages: ['zustand', 'react'],
  },
  ui: {
    matches: /^src\/ui\//,
    mayImport: ['ui', 'store', 'domain'],
    packages: [...REACT, 'zustand'],
  },
  main: {
    matches: /^src\/main\.tsx$/,
    mayImport: ['ui', 'store', 'clients', 'protocol', 'domain'],
    packages: REACT,
  },
}

export function roomOf(file: string): string | undefined {
  return Object.keys(ROOMS).find((name) => ROOMS[name]?.matches.test(file))
}

/** Says in one sentence why `from` may not import `specifier`; undefined when it may. */
export function importOffence(from: string, specifier: string): string | undefined {
  const name = roomOf(from)
  const room = name === undefined ? undefined : ROOMS[name]
  if (name === undefined || room === undefined) return undefined
  const bare = specifier.split('?')[0] ?? specifier
  if (bare.startsWith('.')) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), bare))
    if (target.endsWith('.css')) return undefined
    const targetRoom = roomOf(target)
    if (targetRoom !== undefined && room.mayImport.includes(targetRoom)) return undefined
    return `${name} may import only ${room.mayImport.join(', ')}; ${target} belongs to ${targetRoom ?? 'no room'}.`
  }
  const allowed = room.packages ?? []
  const isAllowed = allowed.some((entry) => bare === entry || bare.startsWith(`${entry}/`))
  if (isAllowed) return undefined
  return `${name} may use ${allowed.length === 0 ? 'no npm package' : `only the packages ${allowed.join(', ')}`}, not ${bare}.`
}

/** ESLint rule: reports every import, re-export and dynamic import that breaks a law. */
export const importLaw: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    if (/\.(test|spec)\.tsx?$/.test(from)) return {}
    const check = (node: Rule.Node, source: unknown): void => {
      if (typeof source !== 'string') return
      const offence = importOffence(from, source)
      if (offence !== undefined) context.report({ node, message: offence })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) =>
        check(node, node.source.type === 'Literal' ? node.source.value : undefined),
    }
  },
}
