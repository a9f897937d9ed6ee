import { currentImage } from '../store/selectors.ts'
import { Filmstrip } from './filmstrip/Filmstrip.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { Stage } from './stage/Stage.tsx'
import { useLimn } from './useLimn.ts'

interface WorkbenchProps {
  isSheetOpen: boolean
  onCloseSheet: () => void
}

/** Everything around a picture. Its own chunk: a first visitor sees the drop zone before this arrives. */
export function Workbench({ isSheetOpen, onCloseSheet }: WorkbenchProps) {
  const name = useLimn((state) => currentImage(state)?.name)
  return (
    <>
      <main className="stage-area">
        <h1 className="visually-hidden">{name ?? 'Limn'}</h1>
        <Stage />
      </main>
      <Inspector isOpen={isSheetOpen} onClose={onCloseSheet} />
      <Filmstrip />
    </>
  )
}
