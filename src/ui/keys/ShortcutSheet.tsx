import { Modal } from '../components/Modal.tsx'
import { useLimn } from '../useLimn.ts'
import { ChordCaps } from './Caps.tsx'
import { KEY_BINDINGS, STAGE_GESTURES, type KeyBinding, type KeyGroup } from './keyBindings.ts'
import './shortcutSheet.css'

const GROUPS: readonly KeyGroup[] = ['Places', 'Tools', 'Pictures', 'Objects', 'View', 'Help']

/** The digits 1 to 9 are one line of the sheet. */
function linesOf(group: KeyGroup): readonly KeyBinding[] {
  return KEY_BINDINGS.filter(
    ({ id, group: own, keys }) =>
      own === group && keys.length > 0 && (!id.startsWith('class-') || id === 'class-1'),
  )
}

export function ShortcutSheet() {
  const openDialog = useLimn((state) => state.openDialog)
  return (
    <Modal title="Keyboard shortcuts" width="l" onClose={() => openDialog(null)}>
      <div className="modal-body shortcut-sheet" tabIndex={0} role="region" aria-label="Shortcuts">
        {GROUPS.filter((group) => linesOf(group).length > 0).map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {linesOf(group).map((binding) => (
                <Line key={binding.id} binding={binding} />
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>On the picture</h3>
          <dl>
            {STAGE_GESTURES.map(({ keys, title }) => (
              <div key={keys}>
                <dt>{title}</dt>
                <dd>{keys}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  )
}

function Line({ binding: { id, title, keys } }: { binding: KeyBinding }) {
  if (id === 'class-1') {
    return (
      <div>
        <dt>Give the selection a class of the list</dt>
        <dd>
          <ChordCaps chord="1" /> to <ChordCaps chord="9" />
        </dd>
      </div>
    )
  }
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {keys.map((chord, index) => (
          <span key={chord}>
            {index > 0 && ' or '}
            <ChordCaps chord={chord} />
          </span>
        ))}
      </dd>
    </div>
  )
}
