import type { FcnArchitecture, UNetArchitecture } from '../../semanticArchitecture.ts'
import { numberField, type EditField } from './editField.ts'

/** The squares that a larger picture is cut into. */
export function tileField<A extends FcnArchitecture | UNetArchitecture>(
  withTile: (architecture: A, tile: number) => A,
): EditField<A> {
  return numberField({
    key: 'input.tile',
    group: 'Picture',
    label: 'Squares',
    help: 'Side in pixels of the squares that a larger picture is looked at in.',
    min: 64,
    max: 2048,
    read: ({ input }) => input.tile,
    set: (a, tile) =>
      tile <= 2 * a.input.overlap
        ? `Squares overlap by ${a.input.overlap} pixels on each side, so that ${tile} leave nothing between: give more than ${2 * a.input.overlap}.`
        : withTile(a, tile),
  })
}
