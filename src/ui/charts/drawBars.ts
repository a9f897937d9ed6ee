import { fitText, textWidth } from './textWidth.ts'
import { formatValue } from './chartScale.ts'
import type { ChartDrawing, ChartMark, Ink } from './chartDrawing.ts'

export interface Bar {
  readonly name: string
  readonly value: number
  /** Written behind the bar in place of the bare value. */
  readonly text?: string
  readonly ink?: Ink
  /** A second bar under the first, to compare with. */
  readonly compared?: number
}

const ROW = 26

/** The height bars need. */
export function heightOfBars(bars: readonly Bar[]): number {
  return Math.max(1, bars.length) * ROW + 4
}

/** Horizontal bars with their names before and their values behind, from 0 to the largest (or `most`). */
export function drawBars(
  bars: readonly Bar[],
  { width, most }: { readonly width: number; readonly most?: number },
): ChartDrawing {
  const longest = Math.max(0, ...bars.map(({ name }) => textWidth(name)))
  const left = Math.min(longest + 10, width * 0.42)
  const texts = bars.map(({ text, value }) => text ?? formatValue(value))
  const right = Math.max(0, ...texts.map((text) => textWidth(text))) + 10
  const largest =
    most ?? Math.max(1e-9, ...bars.flatMap(({ value, compared = 0 }) => [value, compared]))
  const room = left - 10
  const lengthOf = (value: number): number =>
    Math.max(0, (Math.max(0, value) / largest) * (width - left - right))
  const marks = bars.flatMap(({ name, value, ink = '--series-1', compared }, i): ChartMark[] => {
    const middle = i * ROW + ROW / 2 + 2
    const length = lengthOf(value)
    const shown = fitText(name, room)
    const bar = { kind: 'rect', x: left, radius: 2 } as const
    return [
      { kind: 'text', x: left - 8, y: middle, text: shown, ink: '--text', align: 'end' },
      {
        ...bar,
        y: middle - 7,
        width: Math.max(1, length),
        height: compared === undefined ? 14 : 8,
        ink,
      },
      ...(compared === undefined
        ? []
        : [
            {
              ...bar,
              y: middle + 2,
              width: Math.max(1, lengthOf(compared)),
              height: 5,
              ink: '--series-6' as Ink,
            },
          ]),
      {
        kind: 'text',
        x: left + length + 6,
        y: middle,
        text: texts[i] ?? '',
        ink: '--text-quiet',
        align: 'start',
      },
    ]
  })
  return { width, height: heightOfBars(bars), marks }
}
