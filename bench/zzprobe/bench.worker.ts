import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import '../../src/kernels/installGradients.ts'
import { installKernels } from '../../src/kernels/installKernels.ts'
import { asWebgpu } from '../../src/kernels/webgpu/asWebgpu.ts'
import { drawDataset, drawnSamples } from '../../src/data/drawnDataset.ts'
import { classNamesOf } from '../../src/domain/dataset.ts'
import { createRandom } from '../../src/domain/random.ts'
import { buildModel } from '../../src/models/buildModel.ts'
import { startingArchitecture } from '../../src/models/startingArchitecture.ts'
import { stepGradients } from '../../src/training/stepGradients.ts'
import { ParameterUpdater } from '../../src/training/parameterUpdater.ts'
import { ADAM_DEFAULTS } from '../../src/domain/training/optimizerSettings.ts'
import { nextMacrotask } from '../../src/models/nextMacrotask.ts'

self.onmessage = ({ data }: any) => { bench(data).then((r) => self.postMessage(r), (e) => self.postMessage({ error: String(e?.stack ?? e) })) }
async function bench(o: any) {
  installKernels()
  const adapter = await navigator.gpu.requestAdapter()
  await tf.setBackend('webgpu')
  if (o.batchSubmit) tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', o.batchSubmit)
  const backend: any = asWebgpu(tf.backend())
  const data = drawDataset({ seed: 1, count: 16, width: 64, height: 64, maxObjects: 1, radius: [0.15, 0.3] })
  const samples = drawnSamples(data)
  const model = buildModel(startingArchitecture({ size: 'tiny', classes: classNamesOf(data.dataset.categories), imageSize: 64 }), { seed: 1 })
  const updater = new ParameterUpdater(model, { optimizer: ADAM_DEFAULTS, weightDecay: 1e-4, decaysVectors: false, backboneScale: 1, clipNorm: 5 } as any)
  const run = backend.runWebGPUProgram.bind(backend)
  let timing: any[] | null = null
  let counts = new Map<string, number>()
  const costs = new Map<string, { n: number, ms: number }>()
  backend.runWebGPUProgram = (program: any, ...rest: any[]) => {
    const k = program.constructor.name + ':' + String(program.shaderKey).slice(0, 24)
    timing?.push([k, rest])
    counts.set(k, (counts.get(k) ?? 0) + 1)
    return run(program, ...rest)
  }
  const step = async (batch: number) => {
    const t0 = performance.now()
    const g = await stepGradients(model as any, { samples: samples.slice(0, batch), chunkSize: batch, lossWeights: {}, random: createRandom(1), step: 1, signal: new AbortController().signal })
    const t1 = performance.now()
    updater.apply(g.gradients, g.norm, 0.001)
    tf.dispose([...g.gradients.values()])
    const [first] = model.parameters.trainable()
    await first!.variable.data()
    return [Math.round(t1 - t0), Math.round(performance.now() - t1)]
  }
  const out: any = {}
  for (const batch of o.batches) {
    await step(batch)
    counts = new Map()
    const t = await step(batch)
    const t2 = await step(batch)
    const sorted = [...counts].sort((a, b) => b[1] - a[1])
    console.log('batch', batch, 'ms', t, t2, 'dispatches/step', sorted.reduce((s, [, n]) => s + n, 0) / 2)
    console.log(sorted.slice(0, 40).map(([k, n]) => `${n / 2} ${k}`).join('\n'))
  }

  if (o.profile) {
    console.log('timestamp', adapter!.features.has('timestamp-query'), backend.supportTimestampQuery, tf.env().getFlags())
    backend.supportTimestampQuery = adapter!.features.has('timestamp-query')
    const params = model.parameters.trainable().map((p: any) => p.variable)
    timing = []
    const info: any = await tf.time(() => {
      const { value, grads } = tf.variableGrads(() => tf.addN(Object.values(model.computeLosses(samples.slice(0, o.profile), { random: createRandom(1) }) as any)) as any, params)
      value.dispose(); tf.dispose(grads)
    })
    const by = new Map<string, number>(), n = new Map<string, number>()
    let total = 0
    const walk0 = (x: any) => Array.isArray(x) ? x.forEach(walk) : x && x.name !== undefined && (total += 0, by.set(x.name, (by.get(x.name) ?? 0) + (x.ms ?? 0)))
    console.log('kernelMs', info.kernelMs, 'wall', info.wallMs)
    const text: string = info.getExtraProfileInfo?.() ?? ''
    let ti = 0
    for (const part of text.split(', ')) { const v = part.split(': ').at(-1)!; const t = timing![ti++]; const k = t[0] + ' ' + JSON.stringify(t[1][0].map((x: any) => x.shape)); by.set(k!, (by.get(k!) ?? 0) + Number(v)); n.set(k!, (n.get(k!) ?? 0) + 1) }
    console.log([...by].sort((a, b) => b[1] - a[1]).slice(0, 45).map(([k, v]) => `${v.toFixed(1)} ${n.get(k)} ${k}`).join('\n'))
  }
  return out
}
