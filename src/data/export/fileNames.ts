/** Characters and names that some file system refuses. */
const UNSAFE = /[<>:"/\\|?*\p{Cc}\p{Cf}]+/gu
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i
const MAX_CHARACTERS = 80

/** A part of a file name that every common file system takes; never empty. */
export function safeName(text: string): string {
  const plain = text.replace(UNSAFE, '-').replace(/\s+/g, ' ')
  const trimmed = Array.from(plain)
    .slice(0, MAX_CHARACTERS)
    .join('')
    .replace(/^[. -]+|[. -]+$/g, '')
  if (trimmed === '') return 'picture'
  return RESERVED.test(trimmed) ? `${trimmed}-` : trimmed
}

/** `photos/sheep.jpg` becomes `sheep`. */
export function stemOf(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? name
  return safeName(last.replace(/(?<=.)\.[^.]*$/, ''))
}

/** Stems that differ even where letter case does not count: `sheep`, `sheep-2`, `sheep-3`. */
export function uniqueStems(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const stem = stemOf(name)
    let unique = stem
    for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${stem}-${count}`
    taken.add(unique.toLowerCase())
    return unique
  })
}
