import { useRef, type ReactNode } from 'react'
import type { ChartDrawing, ColourOf } from './chartDrawing.ts'
import { ChartExport, type ChartTable } from './ChartExport.tsx'
import { Held } from './Held.tsx'
import { useChartColours } from './useChartColours.ts'
import { useIsNear } from './useIsNear.ts'
import { useWidth } from './useWidth.ts'
import './chart.css'

interface ChartFrameProps {
  title: string
  /** One sentence on what the chart shows, beside its title. */
  note?: ReactNode
  height: number
  /** Stands under the plot. */
  foot?: ReactNode
  /** Lays the chart out at a size; for the screen and for files alike. */
  draw: (size: { width: number; height: number }) => ChartDrawing
  /** The figures behind the chart, asked for when they are exported. */
  table: () => ChartTable
  /** Shows the chart at the width there is. */
  children: (size: { width: number; height: number }, colourOf: ColourOf) => ReactNode
}

/** What every chart has: a title, its plot as wide as there is room, and its export as SVG, PNG and CSV. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, note, height, foot, draw, table, children } = props
  const plot = useRef<HTMLDivElement>(null)
  const width = useWidth(plot)
  const isNear = useIsNear(plot)
  const colourOf = useChartColours()
  const size = { width, height }
  return (
    <figure className="chart">
      <figcaption className="chart-head">
        <span className="chart-title">{title}</span>
        {note !== undefined && <span className="chart-note">{note}</span>}
        <ChartExport title={title} draw={draw} table={table} colourOf={colourOf} />
      </figcaption>
      <div className="chart-plot" ref={plot} style={{ height }}>
        {width > 0 && <Held isLive={isNear}>{children(size, colourOf)}</Held>}
      </div>
      {foot}
    </figure>
  )
}
