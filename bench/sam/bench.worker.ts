import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels } from '../../src/kernels/installKernels.ts'
import { asWasm, kernelsOf } from '../../src/kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../../src/kernels/wasm/kernelThreads.ts'
import { parseSafetensors } from '../../src/models/checkpoint/safetensors.ts'
import { createSam, type Sam } from '../../src/models/sam/sam.ts'
import { normalisePixels } from '../../src/models/sam/samFrame.ts'
import type { SamPrompt } from '../../src/models/sam/samPrompt.ts'
import { drawPicture } from '../../tools/testing/drawPicture.ts'
import { SamReference } from '../../tools/testing/samReference.ts'
import type { BenchResult, BenchRow } from '../benchResult.ts'

export interface SamBenchOptions {
  readonly backend: 'wasm' | 'webgpu'
  /** WASM threads of both; 0 for as many as the machine has cores. */
  readonly threads: number
  readonly rounds: number
  /** Only rows whose name contains it. */
  readonly only: string
}

type Run = () => Promise<unknown>

const PROMPTS: readonly SamPrompt[] = Array.from({ length: 8 }, (_, i) => ({
  points: [{ x: 100 + i * 110, y: 150 + i * 60, positive: true }],
}))

self.onmessage = ({ data }: MessageEvent<SamBenchOptions>) => {
  bench(data).then(
    (result) => {
      self.postMessage(result)
    },
    (error: unknown) => {
      self.postMessage({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    },
  )
}

async function bench({ backend, threads, rounds, only }: SamBenchOptions): Promise<BenchResult> {
  const wanted = threads > 0 ? threads : navigator.hardwareConcurrency
  const weights = parseSafetensors(
    new Uint8Array(await fetchBytes('/public/weights/sam/weights.safetensors')),
  )
  installKernels()
  const setting = backend === 'wasm' ? await useWasm(wanted) : await useWebgpu()
  const sam = createSam(weights)
  const reference = await SamReference.load(
    new Uint8Array(await fetchBytes('/originals/encoder.onnx')),
    new Uint8Array(await fetchBytes('/originals/sam.onnx')),
    backend === 'wasm'
      ? { threads: wanted }
      : { runtime: await import('onnxruntime-web/webgpu'), provider: 'webgpu' },
  )
  const rows = await compare(sam, reference, { rounds, only })
  sam.dispose()
  return { setting, browser: '', rows }
}

async function useWasm(wanted: number): Promise<string> {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/')
  setThreadsCount(wanted)
  await tf.setBackend('wasm')
  const threads = await startKernelThreads(kernelsOf(asWasm(tf.backend())), wanted)
  return `WASM, ${threads} thread${threads === 1 ? '' : 's'}`
}

async function useWebgpu(): Promise<string> {
  await tf.setBackend('webgpu')
  const adapter = await navigator.gpu.requestAdapter()
  return `WebGPU on ${adapter?.info.vendor ?? ''} ${adapter?.info.architecture ?? ''}`
}

async function compare(
  sam: Sam,
  reference: SamReference,
  { rounds, only }: Pick<SamBenchOptions, 'rounds' | 'only'>,
): Promise<BenchRow[]> {
  const picture = drawPicture()
  const input = normalisePixels(picture)
  // Only the time counts, which does not depend on the values.
  const embedding = new Float32Array(64 * 64 * 256).fill(0.1)
  const single = PROMPTS.slice(0, 1)
  const oneByOne = async (prompts: readonly SamPrompt[]): Promise<void> => {
    for (const prompt of prompts) await reference.decode(embedding, prompt)
  }
  const pairs: readonly (readonly [what: string, own: Run, other: Run])[] = [
    ['encoder', () => sam.encode(picture), () => reference.encode(input)],
    ['decoder, 1 prompt', () => sam.decode(embedding, single), () => oneByOne(single)],
    ['decoder, 8 prompts', () => sam.decode(embedding, PROMPTS), () => oneByOne(PROMPTS)],
  ]
  const rows: BenchRow[] = []
  for (const [what, own, other] of pairs) {
    if (what.includes(only)) rows.push(await inTurns(what, rounds, own, other))
  }
  return rows
}

/** Runs each once to warm up, then in turns, so that a busy machine slows both. */
async function inTurns(what: string, rounds: number, own: Run, other: Run): Promise<BenchRow> {
  for (const run of [own, other]) {
    console.log(
      `${what}, first run of ${run === own ? 'Limn' : 'ONNX Runtime'}: ${await timeOf(run)} ms`,
    )
  }
  const ownMs: number[] = []
  const otherMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ownMs.push(await timeOf(own))
    otherMs.push(await timeOf(other))
  }
  console.log(what, ownMs.map(Math.round).join(' '), '|', otherMs.map(Math.round).join(' '))
  return { what, ownMs, otherMs }
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}. Run npm run setup first.`)
  return response.arrayBuffer()
}
