import type { InstanceId } from './instance.ts'
import type { RegionMeasures } from './regions/measureRegion.ts'

/** One object of a picture in figures. */
export interface Measurement extends RegionMeasures {
  readonly id: InstanceId
  /** Class name. */
  readonly label: string
  /** 0 to 1; null when a person made or confirmed the object. */
  readonly score: number | null
}

interface Column {
  /** As the file names it, with its unit. */
  readonly name: string
  readonly value: (row: Measurement, index: number) => string
}

const digits = (value: number, count: number): string => String(Number(value.toFixed(count)))

const COLUMNS: readonly Column[] = [
  { name: 'object', value: (_, index) => String(index + 1) },
  { name: 'class', value: ({ label }) => quoted(label) },
  { name: 'score', value: ({ score }) => (score === null ? '' : digits(score, 4)) },
  { name: 'area_px', value: ({ area }) => String(area) },
  { name: 'perimeter_px', value: ({ perimeter }) => digits(perimeter, 3) },
  { name: 'centre_x_px', value: ({ centre }) => digits(centre.x, 2) },
  { name: 'centre_y_px', value: ({ centre }) => digits(centre.y, 2) },
  { name: 'box_x_px', value: ({ box }) => String(box.x) },
  { name: 'box_y_px', value: ({ box }) => String(box.y) },
  { name: 'box_width_px', value: ({ box }) => String(box.width) },
  { name: 'box_height_px', value: ({ box }) => String(box.height) },
  { name: 'major_axis_px', value: ({ majorAxis }) => digits(majorAxis, 3) },
  { name: 'minor_axis_px', value: ({ minorAxis }) => digits(minorAxis, 3) },
  { name: 'eccentricity', value: ({ eccentricity }) => digits(eccentricity, 4) },
  { name: 'orientation_deg', value: ({ orientation }) => digits(orientation, 2) },
  { name: 'circularity', value: ({ circularity }) => digits(circularity, 4) },
  { name: 'mean_intensity', value: ({ intensity }) => digits(intensity.mean, 3) },
  { name: 'min_intensity', value: ({ intensity }) => String(intensity.min) },
  { name: 'max_intensity', value: ({ intensity }) => String(intensity.max) },
]

/** The table as CSV (RFC 4180), one object a row, under a row of names with units. */
export function measurementsCsv(rows: readonly Measurement[]): string {
  const lines = [
    COLUMNS.map(({ name }) => name),
    ...rows.map((row, index) => COLUMNS.map(({ value }) => value(row, index))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

/**
 * A cell that holds a separator or a quote goes between quotes; one that a spreadsheet would take for a formula is made
 * plain text.
 */
function quoted(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
