import type { ConvolutionGeometry } from '../convolution/convolutionGeometry.ts'

export type TunedKernel =
  'LimnConvolution' | 'LimnConvolutionInputGradient' | 'LimnConvolutionFilterGradient'

/** A kernel about to run, and the ways it can: the first is what it does untuned, on every device the same. */
export interface TuningQuestion<Variant extends { readonly name: string }> {
  readonly kernel: TunedKernel
  /** What tells shape classes apart: each counts in powers of two. */
  readonly sizes: Readonly<Record<string, number>>
  readonly geometry: ConvolutionGeometry
  readonly variants: readonly Variant[]
}

/** What was asked of the tuning while it listened. */
export interface TuningRequest {
  readonly kernel: TunedKernel
  readonly shapeClass: string
  readonly geometry: ConvolutionGeometry
  readonly variants: readonly string[]
}

const choices = new Map<string, string>()
let forced: string | null = null
let listener: ((request: TuningRequest) => void) | null = null

/** The tuned variant of this shape class where one is known and still exists, else the first. */
export function chooseVariant<Variant extends { readonly name: string }>(
  question: TuningQuestion<Variant>,
): Variant {
  const { kernel, geometry, variants } = question
  const [untuned] = variants
  if (untuned === undefined) throw new Error(`${kernel} has no variant.`)
  if (variants.length === 1) return untuned
  const shapeClass = shapeClassOf(question)
  listener?.({ kernel, shapeClass, geometry, variants: variants.map(({ name }) => name) })
  const chosen = forced ?? choices.get(shapeClass)
  return variants.find(({ name }) => name === chosen) ?? untuned
}

/** Choices hold for the device that they were measured on: null forgets one. */
export function setChoice(shapeClass: string, variant: string | null): void {
  if (variant === null) choices.delete(shapeClass)
  else choices.set(shapeClass, variant)
}

/** What each of these questions is answered with by now: shape class to variant. */
export function variantsInUse(requests: readonly TuningRequest[]): Record<string, string> {
  return Object.fromEntries(
    requests.map(({ shapeClass, variants }) => {
      const chosen = choices.get(shapeClass)
      const isThere = chosen !== undefined && variants.includes(chosen)
      return [shapeClass, isThere ? chosen : (variants[0] ?? '')]
    }),
  )
}

export function clearChoices(): void {
  choices.clear()
}

/** Every kernel that has a variant of this name takes it, until the returned function is called: for measuring. */
export function forceVariant(name: string): () => void {
  forced = name
  return () => {
    forced = null
  }
}

/** Tells `listen` of every question that has more than one answer, until the returned function is called. */
export function listenToQuestions(listen: (request: TuningRequest) => void): () => void {
  listener = listen
  return () => {
    listener = null
  }
}

/**
 * Which choices go together: the kernel, its sizes rounded to powers of two, and whether it strides, dilates or groups.
 */
function shapeClassOf({
  kernel,
  sizes,
  geometry,
}: Pick<TuningQuestion<{ name: string }>, 'kernel' | 'sizes' | 'geometry'>): string {
  const rounded = Object.entries(sizes).map(
    ([name, size]) => `${name}${Math.round(Math.log2(Math.max(size, 1)))}`,
  )
  const stride = geometry.strideDown * geometry.strideAcross > 1 ? 'strided' : 'plain'
  const groups = geometry.groups > 1 ? 'grouped' : 'whole'
  return [kernel, ...rounded, stride, groups].join('/')
}
