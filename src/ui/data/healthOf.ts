import type { Category } from '../../domain/dataset.ts'
import type { ImageRecord, Problem, SizeCounts } from '../../domain/datasetRecord.ts'

export interface Health {
  /** Images with each problem. */
  readonly problems: Readonly<Partial<Record<Problem, number>>>
  /** Most objects first. */
  readonly classes: readonly {
    readonly id: number
    readonly name: string
    readonly objects: number
  }[]
  readonly sizes: SizeCounts
  /** Images by how many objects they have. */
  readonly perImage: readonly { readonly label: string; readonly images: number }[]
}

const BINS: readonly { readonly label: string; readonly most: number }[] = [
  { label: '0', most: 0 },
  { label: '1', most: 1 },
  { label: '2–4', most: 4 },
  { label: '5–9', most: 9 },
  { label: '10–49', most: 49 },
  { label: '50 and more', most: Infinity },
]

/** Adds up what the images of a dataset say of themselves. */
export function healthOf(images: readonly ImageRecord[], categories: readonly Category[]): Health {
  const problems: Partial<Record<Problem, number>> = {}
  const counts = new Map<number, number>()
  const sizes = { small: 0, medium: 0, large: 0 }
  const perImage = BINS.map(() => 0)
  for (const image of images) {
    for (const problem of image.problems) problems[problem] = (problems[problem] ?? 0) + 1
    for (const [id, objects] of Object.entries(image.classes)) {
      counts.set(Number(id), (counts.get(Number(id)) ?? 0) + objects)
    }
    sizes.small += image.sizes.small
    sizes.medium += image.sizes.medium
    sizes.large += image.sizes.large
    const bin = BINS.findIndex(({ most }) => image.objectCount <= most)
    perImage[bin] = (perImage[bin] ?? 0) + 1
  }
  return {
    problems,
    classes: categories
      .map(({ id, name }) => ({ id, name, objects: counts.get(id) ?? 0 }))
      .sort((a, b) => b.objects - a.objects),
    sizes,
    perImage: BINS.map(({ label }, index) => ({ label, images: perImage[index] ?? 0 })),
  }
}
