import { describe, expect, it } from 'vitest'
import { chordCaps, matchesChord, parseChord, type KeyPress } from './chord.ts'

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
  return { key, code: '', ...none, ...change }
}

describe('a chord', () => {
  it('wants Shift on letters exactly when it says so', () => {
    expect(matchesChord(parseChord('s'), press('s'), false)).toBe(true)
    expect(matchesChord(parseChord('s'), press('S', { shiftKey: true }), false)).toBe(false)
    expect(matchesChord(parseChord('Shift+s'), press('S', { shiftKey: true }), false)).toBe(true)
    expect(matchesChord(parseChord('Shift+s'), press('s'), false)).toBe(false)
  })

  it('takes Alt with the digit keys by their place, whatever the layout writes', () => {
    const first = parseChord('Alt+1')
    expect(matchesChord(first, press('¡', { code: 'Digit1', altKey: true }), true)).toBe(true)
    expect(matchesChord(first, press('1', { code: 'Digit1' }), false)).toBe(false)
    expect(matchesChord(parseChord('1'), press('1', { altKey: true }), false)).toBe(false)
  })

  it('takes caps lock for the plain letter', () => {
    expect(matchesChord(parseChord('v'), press('V'), false)).toBe(true)
  })

  it('does not care how a layout makes a sign', () => {
    expect(matchesChord(parseChord('?'), press('?', { shiftKey: true }), false)).toBe(true)
    expect(matchesChord(parseChord('+'), press('+'), false)).toBe(true)
    expect(matchesChord(parseChord('+'), press('+', { shiftKey: true }), false)).toBe(true)
  })

  it('means Command on a Mac and Control elsewhere', () => {
    const undo = parseChord('Mod+z')
    expect(matchesChord(undo, press('z', { metaKey: true }), true)).toBe(true)
    expect(matchesChord(undo, press('z', { ctrlKey: true }), true)).toBe(false)
    expect(matchesChord(undo, press('z', { ctrlKey: true }), false)).toBe(true)
    expect(matchesChord(undo, press('z'), false)).toBe(false)
  })

  it('finds the letter by its place on layouts without Latin letters', () => {
    expect(matchesChord(parseChord('v'), press('м', { code: 'KeyV' }), false)).toBe(true)
    expect(matchesChord(parseChord('v'), press('м', { code: 'KeyB' }), false)).toBe(false)
  })

  it('leaves Alt and the other modifier to the browser', () => {
    expect(matchesChord(parseChord('e'), press('e', { altKey: true }), false)).toBe(false)
    expect(matchesChord(parseChord('e'), press('e', { metaKey: true }), false)).toBe(false)
    expect(matchesChord(parseChord('e'), press('e', { ctrlKey: true }), false)).toBe(false)
  })

  it('is shown as the caps to press', () => {
    expect(chordCaps(parseChord('Mod+Shift+z'), false)).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(chordCaps(parseChord('Mod+Shift+z'), true)).toEqual(['⌘', '⇧', 'Z'])
    expect(chordCaps(parseChord('ArrowLeft'), false)).toEqual(['←'])
    expect(chordCaps(parseChord('+'), false)).toEqual(['+'])
  })
})
