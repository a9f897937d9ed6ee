import { ExportDialog } from './export/ExportDialog.tsx'
import { CommandPalette } from './keys/CommandPalette.tsx'
import { ShortcutSheet } from './keys/ShortcutSheet.tsx'
import { MeasureDialog } from './measure/MeasureDialog.tsx'
import { useLimn } from './useLimn.ts'

/** The dialog that is open. Its own chunk: none is needed to see a first picture. */
export function Dialogs() {
  const dialog = useLimn((state) => state.dialog)
  switch (dialog) {
    case 'export':
      return <ExportDialog />
    case 'measure':
      return <MeasureDialog />
    case 'shortcuts':
      return <ShortcutSheet />
    case 'palette':
      return <CommandPalette />
    default:
      return null
  }
}
