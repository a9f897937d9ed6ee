/** Hands the options of the address to the worker, and what it measures to whoever drives this page. */
const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' })
worker.onmessage = ({ data }: MessageEvent<unknown>) => {
  document.body.dataset['result'] = JSON.stringify(data)
}
worker.onerror = ({ message }) => {
  document.body.dataset['result'] = JSON.stringify({ error: `The worker failed: ${message}` })
}
worker.postMessage(JSON.parse(decodeURIComponent(location.hash.slice(1))))
