import { encodeMask } from '../../src/domain/mask/encode.ts'
import type { TrainingSample } from '../../src/domain/trainingSample.ts'
import { drawScene, type SceneSettings } from './torchvisionScene.ts'

/** Shapes of which fewer pixels are seen are no targets. */
const LEAST_PIXELS = 16

/** A drawn picture with its shapes as targets, as the recorded cases' ALGORITHM has them. */
export function sampleOfScene(settings: SceneSettings): TrainingSample {
  const { width, height, rgb, owner } = drawScene(settings)
  const objects = Array.from({ length: settings.shapes }, (_, shape) => {
    const bitmap = Uint8Array.from(owner, (own) => (own === shape ? 1 : 0))
    const xs: number[] = []
    const ys: number[] = []
    bitmap.forEach((value, at) => {
      if (value === 0) return
      xs.push(at % width)
      ys.push(Math.floor(at / width))
    })
    const [x, y] = [Math.min(...xs), Math.min(...ys)]
    return {
      pixels: xs.length,
      label: (shape % settings.kinds) + 1,
      box: { x, y, width: Math.max(...xs) + 1 - x, height: Math.max(...ys) + 1 - y },
      mask: encodeMask(bitmap, { width, height }),
      isCrowd: false,
    }
  })
  return { width, height, rgb, objects: objects.filter(({ pixels }) => pixels >= LEAST_PIXELS) }
}
