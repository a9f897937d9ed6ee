/** What assembly/index.ts exports; the sources say what the parameters are. Addresses are bytes into the heap. */
export type KernelExports = {
  /** Kernels that divide: their last parameters are the units of work `first` to `last`, and the thread's number. */
  readonly [Name in DividedKernel]: (...parameters: number[]) => void
} & {
  batchScratch(depth: number, columns: number): number
  rowScratch(depth: number): number
  tapScratch(depth: number, tile: number): number
  attentionScratch(keys: number, depth: number): number
  windowScratch(side: number, depth: number): number
  convolutionScratch(outWidth: number, channels: number): number
}

/** In the order of the numbers under which threads know them. */
export const DIVIDED_KERNELS = [
  'activationGradient',
  'attend',
  'attendWindows',
  'convolve3x3',
  'convolveTaps',
  'correlateTaps',
  'depthwise3x3',
  'depthwiseCorrelate',
  'depthwiseSpread',
  'depthwiseTaps',
  'gelu',
  'layerNorm',
  'moveChannels',
  'multiply',
  'multiplyBatches',
  'multiplyRows',
  'packPanels',
  'poolGreatest',
  'spreadGreatest',
  'sumChannels',
  'sumSquares',
  'weighRows',
] as const
export type DividedKernel = (typeof DIVIDED_KERNELS)[number]

const HELPERS = [
  'attentionScratch',
  'batchScratch',
  'convolutionScratch',
  'rowScratch',
  'tapScratch',
  'windowScratch',
] as const

/** Our kernels over a memory. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  if (!areKernels(exports)) throw new Error('The binary of the kernels lacks some of them.')
  return exports
}

/** That parameters are as the sources say is for the specs to show; a binary only tells names. */
function areKernels(exports: object): exports is KernelExports {
  const functions = new Map(Object.entries(exports))
  return [...DIVIDED_KERNELS, ...HELPERS].every((name) => typeof functions.get(name) === 'function')
}
