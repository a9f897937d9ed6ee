import { Menu } from '@base-ui/react/menu'
import type { Theme } from '../../store/state.ts'
import { Icon, Logo, type IconName } from '../components/icons.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { Caps } from '../keys/Caps.tsx'
import { pickFiles } from '../intake/pickFiles.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import './rail.css'

interface RailProps {
  /** On phones the inspector is a sheet that the bar opens and closes. */
  isInspectorOpen: boolean
  onToggleInspector: () => void
}

/** The rail of places (a bottom bar on phones): where one is, and what belongs to no place. */
export function Rail({ isInspectorOpen, onToggleInspector }: RailProps) {
  const store = useLimnStore()
  const openDialog = useLimn((state) => state.openDialog)
  const hasPictures = useLimn((state) => state.imageOrder.length > 0)
  return (
    <nav className="rail" aria-label="Limn">
      <span className="rail-logo">
        <Logo />
        <span className="visually-hidden">Limn</span>
      </span>
      <IconButton
        icon="add"
        label="Add pictures"
        data-caption="Add"
        hint={<Caps id="add-pictures" />}
        side="right"
        onClick={() => void pickFiles(store)}
      />
      <IconButton
        icon="export"
        label="Export"
        data-caption="Export"
        hint={<Caps id="export" />}
        side="right"
        disabled={!hasPictures}
        onClick={() => openDialog('export')}
      />
      <IconButton
        className="rail-objects"
        icon="list"
        label="Objects and settings"
        data-caption="Objects"
        aria-expanded={isInspectorOpen}
        side="top"
        disabled={!hasPictures}
        onClick={onToggleInspector}
      />
      <span className="rail-gap" />
      <ThemeMenu />
      <IconButton
        className="rail-shortcuts"
        icon="keyboard"
        label="Keyboard shortcuts"
        hint={<Caps id="shortcuts" />}
        side="right"
        onClick={() => openDialog('shortcuts')}
      />
    </nav>
  )
}

const THEMES: readonly { theme: Theme; name: string; icon: IconName }[] = [
  { theme: 'system', name: 'As the system', icon: 'system' },
  { theme: 'light', name: 'Light', icon: 'sun' },
  { theme: 'dark', name: 'Dark', icon: 'moon' },
]

function ThemeMenu() {
  const theme = useLimn((state) => state.theme)
  const setTheme = useLimn((state) => state.setTheme)
  const icon = THEMES.find((choice) => choice.theme === theme)?.icon ?? 'system'
  return (
    <Menu.Root>
      <Menu.Trigger
        className="icon-button icon-button-m"
        aria-label="Colours: light or dark"
        data-caption="Colours"
      >
        <Icon name={icon} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner" side="right" align="end" sideOffset={8}>
          <Menu.Popup className="menu">
            <Menu.RadioGroup
              value={theme}
              onValueChange={(value: Theme) => {
                setTheme(value)
              }}
            >
              {THEMES.map((choice) => (
                <Menu.RadioItem
                  key={choice.theme}
                  value={choice.theme}
                  className="menu-item"
                  closeOnClick
                >
                  <Icon name={choice.icon} size={16} />
                  {choice.name}
                  <Menu.RadioItemIndicator className="menu-check">
                    <Icon name="check" size={16} />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
