import { Tooltip } from '@base-ui/react/tooltip'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { DropOverlay } from './intake/DropOverlay.tsx'
import { useFileIntake } from './intake/useFileIntake.ts'
import { Welcome } from './intake/Welcome.tsx'
import { useKeyBindings } from './keys/useKeyBindings.ts'
import { Announcer } from './shell/Announcer.tsx'
import { Notices } from './shell/Notices.tsx'
import { Rail } from './shell/Rail.tsx'
import { StatusLine } from './shell/StatusLine.tsx'
import { usePlaceAddress } from './shell/usePlaceAddress.ts'
import { useTheme } from './shell/useTheme.ts'
import { placeOf, PLACES } from './places.ts'
import { useLimn } from './useLimn.ts'
import './tokens.css'
import './base.css'
import './app.css'

const loadWorkbench = () => import('./Workbench.tsx')
const Workbench = lazy(() => loadWorkbench().then(({ Workbench }) => ({ default: Workbench })))
const Dialogs = lazy(() => import('./Dialogs.tsx').then(({ Dialogs }) => ({ default: Dialogs })))

/** Fetches what the first picture will need while the visitor still looks at the drop zone. */
export function prepareWorkbench(): void {
  void loadWorkbench()
}

export function App() {
  useKeyBindings()
  useTheme()
  usePlaceAddress()
  const isDragging = useFileIntake()
  const place = useLimn((state) => state.place)
  const hasPictures = useLimn((state) => state.imageOrder.length > 0)
  const hasDialog = useLimn(({ dialog }) => dialog !== null && dialog !== 'engine')
  const [isSheetOpen, setIsSheetOpen] = useState(false)
  return (
    <Tooltip.Provider delay={400}>
      <div className="app" data-place={place} data-empty={!hasPictures}>
        <Rail
          isInspectorOpen={isSheetOpen}
          onToggleInspector={() => setIsSheetOpen((open) => !open)}
        />
        <CurrentPlace>
          {hasPictures ? (
            <Suspense fallback={<main className="stage-area" />}>
              <Workbench isSheetOpen={isSheetOpen} onCloseSheet={() => setIsSheetOpen(false)} />
            </Suspense>
          ) : (
            <main className="stage-area">
              <Welcome />
            </main>
          )}
        </CurrentPlace>
        <StatusLine />
      </div>
      <Announcer />
      <Notices />
      {isDragging && <DropOverlay />}
      {hasDialog && (
        <Suspense>
          <Dialogs />
        </Suspense>
      )}
    </Tooltip.Provider>
  )
}

/** The place one is in; Segment's stage is the child. */
function CurrentPlace({ children }: { children: ReactNode }) {
  const current = useLimn(({ place }) => place)
  if (placeOf(current)?.View === null) return children
  return (
    <div className="place">
      <Suspense fallback={<main className="place-waiting" aria-busy="true" />}>
        {PLACES.map(({ id, View }) => id === current && View !== null && <View key={id} />)}
      </Suspense>
    </div>
  )
}
