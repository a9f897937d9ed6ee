/** Names and PyTorch's shapes of a checkpoint; the values do not matter. */
export type TensorShapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

/** How many of these names there are, from `first` on without a gap. */
export function countWhile(
  names: ReadonlyMap<string, unknown>,
  name: (place: number) => string,
  first = 0,
): number {
  let count = 0
  while (names.has(name(first + count))) count++
  return count
}
