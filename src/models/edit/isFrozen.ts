/**
 * Whether a parameter belongs to one of the frozen layers.
 *
 * @param frozen what names of tensors begin with, by whole parts: `backbone.body.layer1` is not `backbone.body.layer10`
 */
export function isFrozen(name: string, frozen: readonly string[]): boolean {
  return frozen.some((layer) => name === layer || name.startsWith(`${layer}.`))
}
