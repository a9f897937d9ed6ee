import { describe, expect, it } from 'vitest'
import { parseChord } from './chord.ts'
import { KEY_BINDINGS } from './keyBindings.ts'

describe('the table of keys', () => {
  it('gives every command its own id and title', () => {
    const ids = KEY_BINDINGS.map(({ id }) => id)
    const titles = KEY_BINDINGS.map(({ title }) => title)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('gives no key two meanings', () => {
    const chords = KEY_BINDINGS.flatMap(({ keys }) => keys).map((keys) => {
      const { key, mod, alt, shift } = parseChord(keys)
      return `${alt ? 'Alt+' : ''}${mod ? 'Mod+' : ''}${shift ? 'Shift+' : ''}${key}`
    })
    const doubles = chords.filter((chord, index) => chords.indexOf(chord) !== index)
    expect(doubles).toEqual([])
  })

  it('takes no key that browsers keep for themselves', () => {
    const kept = ['Mod+t', 'Mod+w', 'Mod+n', 'Mod+r', 'Mod+l', 'Mod+Shift+t', 'Mod+Shift+n', 'Tab']
    const chords = KEY_BINDINGS.flatMap(({ keys }) => keys)
    expect(chords.filter((chord) => kept.includes(chord))).toEqual([])
  })

  it('leaves Space to the stage, where holding it moves the picture', () => {
    expect(KEY_BINDINGS.flatMap(({ keys }) => keys)).not.toContain(' ')
  })
})
