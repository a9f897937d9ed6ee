import type { Box } from '../../domain/box.ts'

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

/** Black or white, whichever has the higher contrast (WCAG 2 relative luminance) on a `#rrggbb` colour. */
export function readableOn(colour: string): '#000000' | '#ffffff' {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff'
}
