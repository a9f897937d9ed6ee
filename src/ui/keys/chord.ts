/**
 * A key with its modifiers, written as "Mod+Shift+z": Mod is Command on a Mac and Control elsewhere. Letters are lower
 * case and say Shift when they need it; other printable keys ("?", "+") are what the keyboard layout yields, so Shift
 * is not asked of them. Alt goes with digits only, and means the digit's place on the keyboard.
 */
export interface Chord {
  readonly key: string
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
}

export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

export function parseChord(text: string): Chord {
  const parts = text.length === 1 ? [text] : text.split('+')
  const key = parts.at(-1) ?? ''
  return {
    key,
    mod: parts.includes('Mod'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
  }
}

/** The key without Shift's doing; on layouts without Latin letters, the letter printed at that place of a Latin one. */
function plainKey({ key, code }: KeyPress): string {
  if (key.length !== 1) return key
  const isForeignLetter = key > '\u007f' && /^Key[A-Z]$/.test(code)
  return (isForeignLetter ? code.slice(3) : key).toLowerCase()
}

export function matchesChord(chord: Chord, press: KeyPress, isMac: boolean): boolean {
  if (press.altKey !== chord.alt) return false
  const mod = isMac ? press.metaKey : press.ctrlKey
  const otherMod = isMac ? press.ctrlKey : press.metaKey
  if (mod !== chord.mod || otherMod) return false
  // A Mac writes another character when Alt is held.
  if (chord.alt) return press.code === `Digit${chord.key}` && !press.shiftKey
  const key = plainKey(press)
  if (key !== chord.key) return false
  const shiftIsPartOfKey = key.length === 1 && !/[a-z]/.test(key)
  return shiftIsPartOfKey || press.shiftKey === chord.shift
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
  Escape: 'Esc',
  ' ': 'Space',
  '-': '−',
}

/** The keys as printed on caps, to be shown one box each. */
export function chordCaps({ key, mod, alt, shift }: Chord, isMac: boolean): readonly string[] {
  return [
    ...(mod ? [isMac ? '⌘' : 'Ctrl'] : []),
    ...(alt ? [isMac ? '⌥' : 'Alt'] : []),
    ...(shift ? [isMac ? '⇧' : 'Shift'] : []),
    NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key),
  ]
}

export function isMacPlatform(): boolean {
  return /mac|iphone|ipad/i.test(navigator.userAgent)
}
