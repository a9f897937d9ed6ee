interface Placed {
  readonly image_id: number
  readonly category_id: number
}

const NONE: readonly number[] = []

/** Positions in a list of objects by image and class, in the list's order. */
export class ObjectGroups {
  readonly #byImage = new Map<number, Map<number, number[]>>()

  constructor(objects: readonly Placed[]) {
    objects.forEach(({ image_id, category_id }, index) => {
      let byCategory = this.#byImage.get(image_id)
      if (byCategory === undefined) {
        byCategory = new Map<number, number[]>()
        this.#byImage.set(image_id, byCategory)
      }
      const group = byCategory.get(category_id)
      if (group === undefined) byCategory.set(category_id, [index])
      else group.push(index)
    })
  }

  /** The objects of one image in any of the classes, class after class. */
  of(imageId: number, categoryIds: readonly number[]): readonly number[] {
    const byCategory = this.#byImage.get(imageId)
    if (byCategory === undefined) return NONE
    const [only] = categoryIds
    if (categoryIds.length === 1 && only !== undefined) return byCategory.get(only) ?? NONE
    return categoryIds.flatMap((id) => byCategory.get(id) ?? [])
  }
}
