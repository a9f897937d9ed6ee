import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import { DeviceWatch, guardDevice } from './guardDevice.ts'
import { PrecompilingBackend } from './precompilingBackend.ts'
import { registerBackend } from './registerBackend.ts'
import type { RunningBackend } from './runningBackend.ts'

export interface OpenWebgpuOptions {
  /** Whether an adapter that computes on the processor will do. */
  readonly acceptSoftware: boolean
}

/** Limits that are raised from WebGPU's modest defaults to what the adapter has. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[]

const WANTED_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups']

/** WebGPU on a device of our own, so that its loss and its errors are seen. */
export async function openWebgpu({ acceptSoftware }: OpenWebgpuOptions): Promise<RunningBackend> {
  if (!('gpu' in navigator)) {
    fail(
      'backend-unavailable',
      self.isSecureContext
        ? 'WebGPU is not offered by this browser.'
        : 'WebGPU is not offered to pages without HTTPS.',
      'Use a current browser, or go on with WASM.',
    )
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) {
    fail(
      'backend-unavailable',
      'WebGPU found no graphics adapter it can use.',
      'Update the graphics driver, or go on with WASM.',
    )
  }
  const name = adapterName(adapter.info)
  if (!acceptSoftware && isSoftware(adapter.info)) {
    fail(
      'backend-unavailable',
      `The WebGPU here is a software adapter (${name}), slower than WASM.`,
      'Choose WebGPU by hand to use it all the same.',
    )
  }
  const device = await requestDevice(adapter)
  const watch = new DeviceWatch(device)
  const backend = new PrecompilingBackend(device, adapter.info)
  await registerBackend('webgpu', () => backend)
  return {
    name: 'webgpu',
    title: `WebGPU on ${name}`,
    threads: 0,
    adapter: name,
    gpuBytes: () => backend.memory().numBytesAllocatedInGPU,
    guard: (work) => guardDevice(device, watch, work),
    precompile: (work, onProgress) => backend.precompile(work, onProgress),
    close: () => {
      watch.isClosing = true
      tf.removeBackend('webgpu')
      device.destroy()
    },
  }
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(RAISED_LIMITS.map((name) => [name, adapter.limits[name]])),
    })
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown)
    return fail(
      'backend-unavailable',
      `WebGPU gave no device (${detail}).`,
      'Close other tabs that use the GPU, or go on with WASM.',
    )
  }
}

export function adapterName({ vendor, architecture, description }: GPUAdapterInfo): string {
  const name = [vendor, architecture].filter((part) => part !== '').join(' ')
  return name === '' ? description || 'an unnamed adapter' : name
}

export function isSoftware(info: GPUAdapterInfo): boolean {
  const names = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`
  return (
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(names)
  )
}
