import { useEffect } from 'react'
import { stageCommands } from '../stage/stageCommands.ts'
import { useLimnStore } from '../useLimn.ts'
import { isMacPlatform, matchesChord, parseChord } from './chord.ts'
import { isPossible, KEY_BINDINGS } from './keyBindings.ts'

const CHORDS = KEY_BINDINGS.map((binding) => ({ binding, chords: binding.keys.map(parseChord) }))

const TEXT_FIELDS =
  'textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])'
/** Controls that use the arrow and digit keys themselves. */
const ARROW_CONTROLS =
  'input, [role=slider], [role=listbox], [role=menu], [role=radiogroup], [role=toolbar]'

function isTakenByControl(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false
  if (event.target.closest(TEXT_FIELDS) !== null) return true
  const movesInControl = /^(Arrow|Home|End|Page|[0-9]$)/.test(event.key)
  return movesInControl && event.target.closest(ARROW_CONTROLS) !== null
}

/** Listens on the whole window for the keys of the table. A dialog keeps all keys but those that close it. */
export function useKeyBindings(): void {
  const store = useLimnStore()
  useEffect(() => {
    const isMac = isMacPlatform()
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const state = store.getState()
      const found = CHORDS.find(
        ({ binding, chords }) =>
          isPossible(binding, state) && chords.some((chord) => matchesChord(chord, event, isMac)),
      )
      if (found === undefined) return
      const { binding } = found
      const isHelp = binding.id === 'palette'
      if (isTakenByControl(event) && !isHelp) return
      if (state.dialog !== null && state.dialog !== 'engine' && binding.group !== 'Help') return
      event.preventDefault()
      binding.run({ store, stage: stageCommands })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [store])
}
