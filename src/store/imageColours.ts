import { colourClasses } from '../domain/classColour.ts'
import type { ImageId } from '../domain/image.ts'
import type { Instance } from '../domain/instance.ts'
import type { LimnState } from './state.ts'

export type ClassColours = Readonly<Record<string, string>>

const NONE: ClassColours = {}
const remembered = new WeakMap<readonly Instance[], ClassColours>()

/**
 * Colour of each class of an image, `#rrggbb`, by label. All candidates count, also those the sliders and the class
 * list hide, so that no colour changes when something is hidden. Same object as long as the instances are the same.
 */
export function imageColours(
  { instances }: Pick<LimnState, 'instances'>,
  id: ImageId | null,
): ClassColours {
  const list = id === null ? undefined : instances[id]
  if (list === undefined) return NONE
  let colours = remembered.get(list)
  if (colours === undefined) {
    colours = colourClasses(list.map(({ label }) => label))
    remembered.set(list, colours)
  }
  return colours
}
