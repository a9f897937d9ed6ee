import { Menu } from '@base-ui/react/menu'
import { Icon } from '../components/icons.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import type { ChartDrawing, ColourOf } from './chartDrawing.ts'
import { drawingToSvg } from './drawingToSvg.ts'
import { paintDrawing } from './paintDrawing.ts'
import { tableToCsv } from './tableToCsv.ts'

/** The figures behind a chart: a row of headings, then the rows. */
export type ChartTable = readonly (readonly (string | number)[])[]

interface ChartExportProps {
  title: string
  draw: (size: { width: number; height: number }) => ChartDrawing
  table: () => ChartTable
  colourOf: ColourOf
}

/** Size of an exported chart in CSS pixels; the PNG has twice as many each way. */
const SIZE = { width: 960, height: 480 }
const PNG_SCALE = 2

/** The menu of a chart: the picture as SVG or PNG, the figures as CSV. */
export function ChartExport({ title, draw, table, colourOf }: ChartExportProps) {
  const name = (ending: string) => `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.${ending}`
  const saveText = (text: string, type: string, ending: string) =>
    downloadFile({ file: new Blob([text], { type }), name: name(ending) })
  const saveSvg = () =>
    saveText(drawingToSvg(draw(SIZE), { title, colourOf }), 'image/svg+xml', 'svg')
  const saveCsv = () => saveText(tableToCsv(table()), 'text/csv', 'csv')
  const savePng = async () => {
    const file = await drawingToPng(draw(SIZE), colourOf)
    downloadFile({ file, name: name('png') })
  }
  return (
    <Menu.Root>
      <Menu.Trigger
        className="icon-button icon-button-s chart-export"
        aria-label={`Save “${title}”`}
      >
        <Icon name="export" size={16} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="hint-positioner" side="bottom" align="end" sideOffset={4}>
          <Menu.Popup className="chart-menu">
            <Menu.Item className="chart-menu-item" onClick={saveSvg}>
              Picture (SVG)
            </Menu.Item>
            <Menu.Item className="chart-menu-item" onClick={() => void savePng()}>
              Picture (PNG)
            </Menu.Item>
            <Menu.Item className="chart-menu-item" onClick={saveCsv}>
              Figures (CSV)
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

async function drawingToPng(drawing: ChartDrawing, colourOf: ColourOf): Promise<Blob> {
  const [width, height] = [drawing.width * PNG_SCALE, drawing.height * PNG_SCALE]
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser gave no canvas to draw on.')
  // On its own ground: a transparent chart cannot be read on a page of the other theme.
  const ground = { kind: 'rect', x: 0, y: 0, ...drawing, ink: '--surface-raised' } as const
  const marks = [ground, ...drawing.marks]
  paintDrawing(context, { ...drawing, marks }, { scale: PNG_SCALE, colourOf })
  return canvas.convertToBlob({ type: 'image/png' })
}
