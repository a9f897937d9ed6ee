import { Filmstrip } from './filmstrip/Filmstrip.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { Stage } from './stage/Stage.tsx'

interface WorkbenchProps {
  isSheetOpen: boolean
  onCloseSheet: () => void
}

/** Everything around a picture. Its own chunk: a first visitor sees the drop zone before this arrives. */
export function Workbench({ isSheetOpen, onCloseSheet }: WorkbenchProps) {
  return (
    <>
      <main className="stage-area">
        <Stage />
      </main>
      <Inspector isOpen={isSheetOpen} onClose={onCloseSheet} />
      <Filmstrip />
    </>
  )
}
