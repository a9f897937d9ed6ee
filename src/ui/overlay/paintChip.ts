import type { Box } from '../../domain/box.ts'
import { readableOn } from '../../domain/labelChip.ts'

export const CHIP_HEIGHT_PX = 20
const CHIP_PADDING_PX = 6
const CHIP_RADIUS_PX = 4
const CHIP_FONT =
  "600 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"

const widths = new Map<string, number>()

/** Width of the chip that says `text`, CSS pixels. Measured once per text. */
export function chipWidth(context: CanvasRenderingContext2D, text: string): number {
  let width = widths.get(text)
  if (width === undefined) {
    context.font = CHIP_FONT
    width = Math.ceil(context.measureText(text).width) + 2 * CHIP_PADDING_PX
    widths.set(text, width)
  }
  return width
}

/** A chip in the class's colour. The context draws in CSS pixels of the stage. */
export function paintChip(
  context: CanvasRenderingContext2D,
  chip: { readonly box: Box; readonly text: string; readonly colour: string },
): void {
  const { box, text, colour } = chip
  // Whole pixels keep the text crisp.
  const x = Math.round(box.x)
  const y = Math.round(box.y)
  context.beginPath()
  context.roundRect(x, y, box.width, box.height, CHIP_RADIUS_PX)
  context.fillStyle = colour
  context.fill()
  context.fillStyle = readableOn(colour)
  context.font = CHIP_FONT
  context.textBaseline = 'middle'
  context.fillText(text, x + CHIP_PADDING_PX, y + box.height / 2 + 0.5)
}
