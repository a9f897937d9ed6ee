/** An AP or AR in per cent with one digit, as papers write it: "37.4"; a dash where there is no ground truth. */
export function figure(value: number): string {
  return value < 0 ? '–' : (value * 100).toFixed(1)
}

/** Whether a difference is for the better, for the worse or none, for its colour. */
export function toneOf(change: string): 'good' | 'bad' | 'same' {
  if (change.startsWith('±')) return 'same'
  return change.startsWith('+') ? 'good' : 'bad'
}

/** The difference to another model in points: "+1.2", "−0.4", "±0". */
export function difference(value: number, other: number | undefined): string | null {
  if (other === undefined || value < 0 || other < 0) return null
  const points = Math.round((value - other) * 1000) / 10
  if (points === 0) return '±0'
  return `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`
}
