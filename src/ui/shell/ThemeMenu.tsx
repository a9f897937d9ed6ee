import { Menu } from '@base-ui/react/menu'
import type { Theme } from '../../store/state.ts'
import { Icon, type IconName } from '../components/icons.tsx'
import { useLimn } from '../useLimn.ts'

const THEMES: readonly { theme: Theme; name: string; icon: IconName }[] = [
  { theme: 'system', name: 'As the system', icon: 'system' },
  { theme: 'light', name: 'Light', icon: 'sun' },
  { theme: 'dark', name: 'Dark', icon: 'moon' },
]

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
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
