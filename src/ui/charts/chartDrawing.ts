/** A colour by its token (tokens.css, chart.css), so that one drawing serves both themes. */
export type Ink = `--${string}`

/** One thing drawn, in CSS pixels from the top left corner. */
export type ChartMark =
  | {
      readonly kind: 'line'
      /** x and y in turns; NaN breaks the line. */
      readonly points: ArrayLike<number>
      readonly ink: Ink
      readonly width: number
      readonly opacity?: number
      readonly dash?: readonly number[]
    }
  | {
      readonly kind: 'area'
      /** A closed outline, x and y in turns. */
      readonly points: ArrayLike<number>
      readonly ink: Ink
      readonly opacity: number
    }
  | {
      readonly kind: 'rect'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly ink: Ink
      readonly opacity?: number
      readonly radius?: number
    }
  | {
      readonly kind: 'dot'
      readonly x: number
      readonly y: number
      readonly radius: number
      readonly ink: Ink
    }
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly ink: Ink
      readonly align: 'start' | 'middle' | 'end'
      /** Font size in pixels, 11 by itself. */
      readonly size?: number
      readonly isBold?: boolean
      /** Written upwards. */
      readonly isTurned?: boolean
    }

/** A chart as plain marks: painted on a canvas, written as SVG, and asserted on in specs. */
export interface ChartDrawing {
  readonly width: number
  readonly height: number
  readonly marks: readonly ChartMark[]
}

export type ColourOf = (ink: Ink) => string

export const CHART_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
export const TEXT_SIZE = 11

/** The lines of a chart take these in turn: told apart by people who see colours differently. */
export const SERIES_INKS: readonly Ink[] = [
  '--series-1',
  '--series-2',
  '--series-3',
  '--series-4',
  '--series-5',
  '--series-6',
]

export function seriesInk(index: number): Ink {
  return SERIES_INKS[index % SERIES_INKS.length] ?? '--series-1'
}
