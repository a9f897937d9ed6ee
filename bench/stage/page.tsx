import { createRoot } from 'react-dom/client'
import { encodeMask } from '../../src/domain/mask/encode.ts'
import { maskArea } from '../../src/domain/mask/area.ts'
import { maskBox } from '../../src/domain/mask/box.ts'
import { traceOutline } from '../../src/domain/mask/outline.ts'
import type { Instance } from '../../src/domain/instance.ts'
import type { ImageSize } from '../../src/domain/image.ts'
import { createLimnStore } from '../../src/store/limnStore.ts'
import { App } from '../../src/ui/App.tsx'
import { LimnProvider } from '../../src/ui/useLimn.ts'
import { createDatasetsClient } from '../../src/workers/datasetsClient.ts'
import { createEngineClient } from '../../src/workers/engineClient.ts'
import { createMetricsClient } from '../../src/workers/metricsClient.ts'
import { createMediaClient } from '../../src/workers/mediaClient.ts'

/** Panning a large picture with many objects, as the app shows it: the intervals of its animation frames. */
const SIZE: ImageSize = { width: 4000, height: 3000 }
const INSTANCES = 300
const CLASSES = ['cell', 'leaf', 'boat', 'sheep', 'cup', 'person', 'car', 'bird']
const FRAMES = 240

const store = createLimnStore({
  // Never started: the objects are drawn here, not found.
  engine: createEngineClient(),
  media: createMediaClient(),
  datasets: createDatasetsClient(),
  metrics: createMetricsClient(),
  baseUrl: '/',
})
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <LimnProvider value={store}>
    <App />
  </LimnProvider>,
)
void run().catch((thrown: unknown) => {
  document.body.dataset['result'] = JSON.stringify({ error: String(thrown) })
})

async function run(): Promise<void> {
  store.getState().addFiles([new File([await drawPicture()], 'large.jpg', { type: 'image/jpeg' })])
  const id = await until(() => {
    const { currentImageId, images } = store.getState()
    if (currentImageId === null) return null
    return images[currentImageId]?.size ? currentImageId : null
  })
  store.setState({
    tool: 'pan',
    instances: { [id]: Array.from({ length: INSTANCES }, (_, nth) => drawInstance(nth)) },
  })
  const surface = await until(() => document.querySelector<HTMLElement>('.stage-surface'))
  await frames(60)
  document.body.dataset['result'] = JSON.stringify(await pan(surface))
}

/** Drags the picture in circles and notes how long each frame took. */
async function pan(surface: HTMLElement): Promise<{ intervalsMs: number[] }> {
  const { left, top, width, height } = surface.getBoundingClientRect()
  const send = (type: string, x: number, y: number): void => {
    const at = { clientX: left + width / 2 + x, clientY: top + height / 2 + y }
    surface.dispatchEvent(
      new PointerEvent(type, { ...at, pointerId: 1, pointerType: 'mouse', bubbles: true }),
    )
  }
  // A made-up pointer cannot be captured.
  surface.setPointerCapture = () => undefined
  surface.releasePointerCapture = () => undefined
  send('pointerdown', 0, 0)
  const intervalsMs: number[] = []
  let last = await frame()
  for (let nth = 0; nth < FRAMES; nth++) {
    const angle = (nth / 60) * 2 * Math.PI
    send('pointermove', 160 * Math.sin(angle), 120 * (1 - Math.cos(angle)))
    const now = await frame()
    intervalsMs.push(now - last)
    last = now
  }
  send('pointerup', 0, 0)
  return { intervalsMs }
}

async function drawPicture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser gave no canvas.')
  for (let y = 0; y < SIZE.height; y += 50) {
    for (let x = 0; x < SIZE.width; x += 50) {
      context.fillStyle = `hsl(${(x * 7 + y * 3) % 360} 30% ${30 + ((x + y) % 40)}%)`
      context.fillRect(x, y, 50, 50)
    }
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
}

/** A blob with a ragged edge, so that outlines are as long as those of real masks. */
function drawInstance(nth: number): Instance {
  const [column, row] = [nth % 20, Math.floor(nth / 20)]
  const [centreX, centreY] = [100 + column * 200, 100 + row * 200]
  const bitmap = new Uint8Array(SIZE.width * SIZE.height)
  for (let y = centreY - 95; y < centreY + 95; y++) {
    for (let x = centreX - 95; x < centreX + 95; x++) {
      const angle = Math.atan2(y - centreY, x - centreX)
      const reach = 75 + 8 * Math.sin(angle * 9 + nth) + 4 * Math.sin(angle * 31)
      if (Math.hypot(x - centreX, y - centreY) < reach) bitmap[y * SIZE.width + x] = 1
    }
  }
  const mask = encodeMask(bitmap, SIZE)
  const box = maskBox(mask)
  return {
    id: `object-${nth}`,
    label: CLASSES[nth % CLASSES.length] ?? 'object',
    score: 0.9,
    origin: 'detected',
    mask,
    box,
    detectionBox: box,
    area: maskArea(mask),
    outline: traceOutline(mask),
    predictedIou: 0.9,
    logitsId: null,
    prompt: { points: [], box: null },
  }
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

async function frames(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await frame()
}

async function until<T>(find: () => T | null): Promise<T> {
  for (;;) {
    const found = find()
    if (found !== null) return found
    await frame()
  }
}
