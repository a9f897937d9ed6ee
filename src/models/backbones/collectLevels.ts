import type { MapLayer } from '../layers/convNorm.ts'
import type { Body } from './body.ts'

/** A body that is a row of layers and answers what some of them answer; layers after the last of those are not run. */
export function collectLevels(
  layers: readonly MapLayer[],
  widths: readonly number[],
  levels: readonly number[],
): Body {
  return {
    channels: levels.map((level) => widths[level] ?? 0),
    forward(x, pass) {
      const maps = []
      let map = x
      for (const [i, layer] of layers.slice(0, Math.max(...levels) + 1).entries()) {
        map = layer(map, pass)
        if (levels.includes(i)) maps.push(map)
      }
      return maps
    },
  }
}
