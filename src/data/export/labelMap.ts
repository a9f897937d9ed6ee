import type { Box } from '../../domain/box.ts'
import type { ExportPicture } from '../../domain/exportRequest.ts'
import { forEachColumnRun } from '../../domain/mask/columnRuns.ts'
import { encodePng } from './encodePng.ts'

const MAX_8_BIT_VALUE = 255
const MAX_16_BIT_VALUE = 65_535

export interface LabelMapLegend {
  readonly image: string
  readonly width: number
  readonly height: number
  readonly bitDepth: 8 | 16
  /** Grey value 0 is background. */
  readonly objects: readonly {
    readonly value: number
    readonly label: string
    readonly score: number | null
    /** Pixels of the mask; the map shows fewer where a smaller object lies on top. */
    readonly area: number
    readonly box: Box
  }[]
}

/**
 * A greyscale PNG whose pixel values say which instance a pixel belongs to: 0 none, 1 the first in the list, and so on;
 * 8 bits for up to 255 instances, else 16. Where masks overlap the smaller lies on top, as on the stage.
 */
export function makeLabelMap({
  name,
  size,
  instances,
}: Pick<ExportPicture, 'name' | 'size' | 'instances'>): {
  png: Uint8Array<ArrayBuffer>
  legend: LabelMapLegend
} {
  const shown = instances.slice(0, MAX_16_BIT_VALUE)
  const isSmall = shown.length <= MAX_8_BIT_VALUE
  const { width, height } = size
  const values = isSmall ? new Uint8Array(width * height) : new Uint16Array(width * height)
  const objects = shown.map(({ label, score, area, box, mask }, index) => ({
    mask,
    entry: { value: index + 1, label, score, area, box },
  }))
  for (const { mask, entry } of objects.toSorted((a, b) => b.entry.area - a.entry.area)) {
    forEachColumnRun(mask, (x, top, bottom) => {
      const end = bottom * width + x
      for (let at = top * width + x; at < end; at += width) values[at] = entry.value
    })
  }
  return {
    png: encodePng({ width, height, values }),
    legend: {
      image: name,
      width,
      height,
      bitDepth: isSmall ? 8 : 16,
      objects: objects.map(({ entry }) => entry),
    },
  }
}
