export type ScaleKind = 'linear' | 'log'
export type Extent = readonly [least: number, most: number]

/** A mapping of values to pixels along one axis. */
export interface ChartScale {
  readonly kind: ScaleKind
  readonly extent: Extent
  /** NaN for values the scale cannot show: 0 and less on a logarithmic one. */
  readonly pixelOf: (value: number) => number
  readonly valueAt: (pixel: number) => number
}

export function makeScale(
  kind: ScaleKind,
  extent: Extent,
  [from, to]: readonly [from: number, to: number],
): ChartScale {
  const forward = kind === 'log' ? (v: number) => (v > 0 ? Math.log10(v) : NaN) : (v: number) => v
  const backward = kind === 'log' ? (v: number) => 10 ** v : (v: number) => v
  const start = forward(extent[0])
  const span = forward(extent[1]) - start || 1
  return {
    kind,
    extent,
    pixelOf: (value) => from + ((forward(value) - start) / span) * (to - from),
    valueAt: (pixel) => backward(start + ((pixel - from) / (to - from)) * span),
  }
}

/** The extent that holds all finite values (all above 0 on a logarithmic scale), widened when it is a single value. */
export function extentOf(lists: readonly ArrayLike<number>[], kind: ScaleKind): Extent {
  let least = Infinity
  let most = -Infinity
  for (const values of lists) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? NaN
      if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  if (least > most) return kind === 'log' ? [1, 10] : [0, 1]
  if (least < most) return [least, most]
  if (kind === 'log') return [least / 2, most * 2]
  const margin = Math.abs(least) * 0.1 || 1
  return [least - margin, most + margin]
}

/** Opens an extent to the round values around it, so that the axis ends on ticks. */
export function roundExtent([least, most]: Extent, kind: ScaleKind, wanted = 5): Extent {
  if (kind === 'log')
    return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most))]
  const step = roundStep((most - least) / wanted)
  return [Math.floor(least / step) * step, Math.ceil(most / step) * step]
}

/** About `wanted` round values inside the extent. */
export function ticksOf(
  { kind, extent: [least, most] }: ChartScale,
  wanted = 5,
): readonly number[] {
  return kind === 'log' ? logTicks(least, most, wanted) : linearTicks(least, most, wanted)
}

function linearTicks(least: number, most: number, wanted: number): readonly number[] {
  const step = roundStep((most - least) / wanted)
  const first = Math.ceil(least / step - 1e-9)
  const last = Math.floor(most / step + 1e-9)
  // Multiplied out each, not added up, so that 0.3 is not 0.30000000000000004 further along.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

function logTicks(least: number, most: number, wanted: number): readonly number[] {
  const first = Math.ceil(Math.log10(least) - 1e-9)
  const last = Math.floor(Math.log10(most) + 1e-9)
  const decades = last - first + 1
  if (decades < 2) return linearTicks(least, most, wanted).filter((tick) => tick > 0)
  const every = Math.ceil(decades / (wanted + 1))
  const ticks: number[] = []
  for (let power = first; power <= last; power += every) ticks.push(Number(`1e${power}`))
  return ticks
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = rough / power
  return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10)
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** A tick or a read-out in at most four digits: "0.05", "1.2e-5", "12k". */
export function formatValue(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.001) return value.toExponential(1).replace('.0e', 'e')
  if (size >= 10_000) return COMPACT.format(value).replace('K', 'k')
  return String(Number(value.toPrecision(4)))
}
