import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { stageCommands } from '../stage/stageCommands.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { ChordCaps } from './Caps.tsx'
import { isPossible, KEY_BINDINGS, type KeyBinding } from './keyBindings.ts'
import './commandPalette.css'

/** Every command by its name. Only what would do something now is listed. */
export function CommandPalette() {
  const store = useLimnStore()
  const openDialog = useLimn((state) => state.openDialog)
  const possible = KEY_BINDINGS.filter(
    (binding) => binding.id !== 'palette' && isPossible(binding, store.getState()),
  )
  const run = (binding: KeyBinding): void => {
    openDialog(null)
    binding.run({ store, stage: stageCommands })
  }
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) openDialog(null)
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="modal-backdrop" />
        <Dialog.Popup className="palette" aria-label="Find a command">
          <Autocomplete.Root
            open
            inline
            items={possible}
            itemToStringValue={(binding: KeyBinding) => binding.title}
            autoHighlight="always"
            keepHighlight
          >
            <Autocomplete.Input
              className="palette-input"
              aria-label="Find a command"
              placeholder="Find a command"
            />
            <Autocomplete.Empty className="palette-empty">
              No command of that name.
            </Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(binding: KeyBinding) => (
                <Autocomplete.Item
                  key={binding.id}
                  value={binding}
                  className="palette-item"
                  onClick={() => run(binding)}
                >
                  {binding.title}
                  <span className="palette-keys">
                    {binding.keys[0] !== undefined && <ChordCaps chord={binding.keys[0]} />}
                  </span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
