import type { Instance } from './instance.ts'

/** What a label chip says: "sheep 0.87"; without a score when a person made or confirmed the object. */
export function chipText({ label, score }: Pick<Instance, 'label' | 'score'>): string {
  return score === null ? label : `${label} ${score.toFixed(2)}`
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
