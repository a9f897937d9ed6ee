import { createRoot } from 'react-dom/client'
import type { ImageSize } from '../../src/domain/image.ts'
import { polygonToMask } from '../../src/domain/mask/polygon.ts'
import { createLimnStore } from '../../src/store/limnStore.ts'
import { App } from '../../src/ui/App.tsx'
import { LimnProvider } from '../../src/ui/useLimn.ts'
import { createDatasetsClient } from '../../src/workers/datasetsClient.ts'
import { createEngineClient } from '../../src/workers/engineClient.ts'
import { createMediaClient } from '../../src/workers/mediaClient.ts'
import { createMetricsClient } from '../../src/workers/metricsClient.ts'
import type { LibraryFigures } from '../library.ts'

/** A dataset of many images and a picture of many objects, as the app shows them. */
const { images: IMAGES, objects: OBJECTS } = JSON.parse(
  decodeURIComponent(location.hash.slice(1)),
) as { readonly images: number; readonly objects: number }
const PICTURE: ImageSize = { width: 4000, height: 3000 }
const CLASSES = ['cell', 'leaf', 'boat', 'sheep', 'cup']
const FRAMES = 240
const PATIENCE_MS = 60_000

const datasets = createDatasetsClient()
const store = createLimnStore({
  // Never started: the objects are drawn here, not found.
  engine: createEngineClient(),
  media: createMediaClient(),
  datasets,
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
  const figures = { ...(await browse()), ...(await label()) }
  document.body.dataset['result'] = JSON.stringify(figures satisfies LibraryFigures)
}

/** Many images: brought in, opened, scrolled, filtered. */
async function browse() {
  const size = { width: 64, height: 64 }
  const begun = performance.now()
  const { id } = await datasets.drawShapes(
    { name: 'Many images', seed: 1, count: IMAGES, size },
    { onProgress: ({ fraction }) => say('importing', fraction) },
  )
  const importMs = performance.now() - begun
  store.getState().setPlace('data')
  await store.getState().loadDatasets()
  await until(() => document.querySelector('.data-card'))
  const opened = performance.now()
  await store.getState().openDataset(id)
  await until(() => document.querySelector('.data-cell img'))
  const openMs = performance.now() - opened

  const grid = await until(() => document.querySelector<HTMLElement>('.data-grid'))
  const scrollMs = await intervals(FRAMES, () => (grid.scrollTop += 120))
  const filterMs: number[] = []
  for (const categoryId of [1, 2, 3, null]) {
    const from = performance.now()
    store.getState().setImageFilter({ categoryId })
    await frame()
    await frame()
    filterMs.push(performance.now() - from)
  }
  return { images: IMAGES, importMs, openMs, scrollMs, filterMs }
}

/** Many objects: the picture opened, moved, zoomed, pointed at, edited. */
async function label() {
  const file = await drawPicture()
  const columns = Math.ceil(Math.sqrt((OBJECTS * PICTURE.width) / PICTURE.height))
  const step = PICTURE.width / columns
  const objects = Array.from({ length: OBJECTS }, (_, nth) => ({
    label: CLASSES[nth % CLASSES.length] ?? 'object',
    mask: polygonToMask(blob(nth, nth % columns, Math.floor(nth / columns), step), PICTURE),
  }))
  const picture = { name: 'many.jpg', file, size: PICTURE, objects }
  const { id } = await datasets.collect({ name: 'Many objects', pictures: [picture] })
  await store.getState().loadDatasets()
  await store.getState().openDataset(id)
  const opened = performance.now()
  await store.getState().labelImage(1)
  const surface = await until(() => document.querySelector<HTMLElement>('.stage-surface'))
  await frames(2)
  const openObjectsMs = performance.now() - opened
  await frames(90)

  store.getState().setTool('pan')
  const send = pointerOf(surface)
  send('pointerdown', 0, 0, 1)
  const panMs = await intervals(FRAMES, (nth) => {
    const angle = (nth / 60) * 2 * Math.PI
    send('pointermove', 160 * Math.sin(angle), 120 * (1 - Math.cos(angle)), 1)
  })
  send('pointerup', 0, 0, 0)
  const zoomMs = await intervals(FRAMES, (nth) => {
    const deltaY = Math.floor(nth / 60) % 2 === 0 ? -50 : 50
    const { left, top, width, height } = surface.getBoundingClientRect()
    const at = { clientX: left + width / 2, clientY: top + height / 2 }
    surface.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, deltaMode: 0, bubbles: true }))
  })
  await frames(60)
  store.getState().setTool('select')
  const hoverMs = await intervals(FRAMES, (nth) => send('pointermove', nth - 120, nth - 120, 0))

  const editMs: number[] = []
  const savedMs: number[] = []
  for (let nth = 0; nth < 5; nth++) {
    const [first] = store.getState().instances[store.getState().currentImageId ?? ''] ?? []
    const from = performance.now()
    store.getState().deleteInstances([first?.id ?? ''])
    await frame()
    await frame()
    editMs.push(performance.now() - from)
    await until(() => (store.getState().labelling?.saving === 'saved' ? true : null))
    savedMs.push(performance.now() - from)
  }
  return { objects: OBJECTS, openObjectsMs, panMs, zoomMs, hoverMs, editMs, savedMs }
}

/** A ragged blob in its cell of the grid. */
function blob(nth: number, column: number, row: number, step: number): number[] {
  const corners: number[] = []
  for (let at = 0; at < 28; at++) {
    const angle = (at / 28) * 2 * Math.PI
    const reach = step * (0.34 + 0.06 * Math.sin(angle * 5 + nth))
    corners.push((column + 0.5) * step + reach * Math.cos(angle))
    corners.push((row + 0.5) * step + reach * Math.sin(angle))
  }
  return corners
}

function pointerOf(surface: HTMLElement) {
  // A made-up pointer cannot be captured.
  surface.setPointerCapture = () => undefined
  surface.releasePointerCapture = () => undefined
  return (type: string, x: number, y: number, buttons: number): void => {
    const { left, top, width, height } = surface.getBoundingClientRect()
    const at = { clientX: left + width / 2 + x, clientY: top + height / 2 + y, buttons }
    surface.dispatchEvent(
      new PointerEvent(type, { ...at, pointerId: 1, pointerType: 'mouse', bubbles: true }),
    )
  }
}

async function drawPicture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(PICTURE.width, PICTURE.height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser gave no canvas.')
  for (let y = 0; y < PICTURE.height; y += 50) {
    for (let x = 0; x < PICTURE.width; x += 50) {
      context.fillStyle = `hsl(${(x * 7 + y * 3) % 360} 30% ${30 + ((x + y) % 40)}%)`
      context.fillRect(x, y, 50, 50)
    }
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
}

function say(what: string, fraction: number | null): void {
  const percent = Math.round((fraction ?? 0) * 100)
  if (percent % 10 === 0 && document.title !== `${what} ${percent}`) {
    document.title = `${what} ${percent}`
    console.log(`${what}: ${percent} %`)
  }
}

/** Milliseconds from frame to frame while `move` is done on each. */
async function intervals(count: number, move: (nth: number) => void): Promise<number[]> {
  const taken: number[] = []
  let last = await frame()
  for (let nth = 0; nth < count; nth++) {
    move(nth)
    const now = await frame()
    taken.push(now - last)
    last = now
  }
  return taken
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

async function frames(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await frame()
}

async function until<T>(find: () => T | null): Promise<T> {
  const begun = performance.now()
  while (performance.now() - begun < PATIENCE_MS) {
    const found = find()
    if (found !== null) return found
    await frame()
  }
  throw new Error(`Waited in vain for ${find.toString()}`)
}
