/** Whether a layer or tensor lies under one of these prefixes: `backbone.body` holds `backbone.body.conv1.weight`. */
export function isUnderPrefix(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}.`))
}

/**
 * Freezes or thaws all that lies under `prefix`. A part of something frozen is thawed by freezing its other parts one
 * by one; parts that are all frozen are said as one.
 *
 * @param names of every layer
 * @returns the shortest list of prefixes that freezes the same layers, in the order of the layers
 */
export function setFrozen(
  frozen: readonly string[],
  { prefix, isFrozen }: { readonly prefix: string; readonly isFrozen: boolean },
  names: readonly string[],
): readonly string[] {
  const wanted = names.filter((name) =>
    isUnderPrefix(name, [prefix]) ? isFrozen : isUnderPrefix(name, frozen),
  )
  return shortestPrefixes(wanted, names)
}

/** The prefixes under which lie these layers and no others. */
export function shortestPrefixes(
  wanted: readonly string[],
  names: readonly string[],
): readonly string[] {
  const isWanted = new Set(wanted)
  const prefixes: string[] = []
  for (const name of wanted) {
    if (isUnderPrefix(name, prefixes)) continue
    const parts = name.split('.')
    const whole = parts
      .map((_, i) => parts.slice(0, i + 1).join('.'))
      .find((prefix) =>
        names.every((other) => !isUnderPrefix(other, [prefix]) || isWanted.has(other)),
      )
    prefixes.push(whole ?? name)
  }
  return prefixes
}
