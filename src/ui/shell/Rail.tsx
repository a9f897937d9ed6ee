import { lazy, Suspense } from 'react'
import { Hint } from '../components/Hint.tsx'
import { Icon, Logo } from '../components/icons.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { Caps } from '../keys/Caps.tsx'
import { pickFiles } from '../intake/pickFiles.ts'
import { PLACES } from '../places.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import './rail.css'

const ThemeMenu = lazy(() =>
  import('./ThemeMenu.tsx').then(({ ThemeMenu }) => ({ default: ThemeMenu })),
)

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
    <header className="rail">
      <span className="rail-logo">
        <Logo />
        <span className="visually-hidden">Limn</span>
      </span>
      <Places />
      <div className="rail-actions">
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
        <Suspense fallback={<ThemeMenuPlace />}>
          <ThemeMenu />
        </Suspense>
        <IconButton
          className="rail-shortcuts"
          icon="keyboard"
          label="Keyboard shortcuts"
          hint={<Caps id="shortcuts" />}
          side="right"
          onClick={() => openDialog('shortcuts')}
        />
      </div>
    </header>
  )
}

function Places() {
  const current = useLimn((state) => state.place)
  const setPlace = useLimn((state) => state.setPlace)
  return (
    <nav className="rail-places" aria-label="Places">
      {PLACES.map(({ id, title, purpose, icon }) => (
        <Hint key={id} text={purpose} extra={<Caps id={`place-${id}`} />} side="right">
          <button
            type="button"
            className="rail-place"
            aria-current={id === current ? 'page' : undefined}
            onClick={() => setPlace(id)}
          >
            <Icon name={icon} />
            {title}
          </button>
        </Hint>
      ))}
    </nav>
  )
}

/** Keeps the menu's place for the moment until it has arrived. */
function ThemeMenuPlace() {
  return (
    <span className="icon-button icon-button-m" data-caption="Colours">
      <Icon name="system" />
    </span>
  )
}
