import type { ImageSize } from '../../domain/image.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import { RunBuilder } from '../../domain/mask/runBuilder.ts'
import { FieldError } from './fields.ts'

/** More values than this make a photo, not a label map. */
const MAX_VALUES = 65_535

/**
 * The mask of every value of a label map, 0 left out, in ascending order. One pass down the columns, however many values
 * there are. Throws a FieldError above 65,535 of them.
 *
 * @param values [height, width]
 */
export function masksOfValues(
  values: ArrayLike<number>,
  size: ImageSize,
): ReadonlyMap<number, MaskRle> {
  const { width, height } = size
  const builders = new Map<number, { builder: RunBuilder; end: number }>()
  const note = (value: number, start: number, end: number) => {
    if (value === 0) return
    let open = builders.get(value)
    if (open === undefined) {
      if (builders.size === MAX_VALUES) {
        throw new FieldError('', `Has more than ${MAX_VALUES} values: it is no label map.`)
      }
      open = { builder: new RunBuilder(), end: 0 }
      builders.set(value, open)
    }
    open.builder.append(0, start - open.end)
    open.builder.append(1, end - start)
    open.end = end
  }
  let current = 0
  let start = 0
  let position = 0
  for (let x = 0; x < width; x++) {
    for (let at = x, y = 0; y < height; y++, at += width, position++) {
      const value = values[at] ?? 0
      if (value === current) continue
      note(current, start, position)
      current = value
      start = position
    }
  }
  note(current, start, position)
  return new Map(
    [...builders]
      .sort(([a], [b]) => a - b)
      .map(([value, { builder, end }]) => {
        builder.append(0, width * height - end)
        return [value, builder.finish(size)]
      }),
  )
}
