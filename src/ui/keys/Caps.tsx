import { chordCaps, isMacPlatform, parseChord } from './chord.ts'
import { KEY_BINDINGS } from './keyBindings.ts'
import './caps.css'

/** The first keys of a command, as caps. */
export function Caps({ id }: { id: string }) {
  const chord = KEY_BINDINGS.find((binding) => binding.id === id)?.keys[0]
  return chord === undefined ? null : <ChordCaps chord={chord} />
}

export function ChordCaps({ chord }: { chord: string }) {
  return (
    <span className="caps">
      {chordCaps(parseChord(chord), isMacPlatform()).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  )
}
