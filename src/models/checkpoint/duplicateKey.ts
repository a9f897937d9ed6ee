/**
 * The first key that stands twice in one object of a JSON text, or undefined. `JSON.parse` keeps the last one silently,
 * other readers the first: two programs would see two different files. The text must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  /** One an open bracket: the keys seen, or null in a list. */
  const open: (Set<string> | null)[] = []
  let isKeyNext = false
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '{') {
      open.push(new Set())
      isKeyNext = true
    } else if (character === '[') {
      open.push(null)
      isKeyNext = false
    } else if (character === '}' || character === ']') {
      open.pop()
      isKeyNext = false
    } else if (character === ',') {
      isKeyNext = open.at(-1) !== null
    } else if (character === '"') {
      const end = endOfString(json, at)
      const keys = open.at(-1)
      if (isKeyNext && keys) {
        const key = String(JSON.parse(json.slice(at, end + 1)))
        if (keys.has(key)) return key
        keys.add(key)
        isKeyNext = false
      }
      at = end
    }
  }
  return undefined
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
