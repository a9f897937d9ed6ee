import type { Failure } from '../domain/failure.ts'
import type { ImageId, ImageSize } from '../domain/image.ts'
import type { Instance, Prompt, Segment } from '../domain/instance.ts'
import type { TrainingMethods } from './protocol/trainingMethods.ts'
import type { EditMethods } from './protocol/editMethods.ts'
import type { DecodingMethods } from './protocol/decodingMethods.ts'
import type { ModelMethods } from './protocol/modelMethods.ts'
import type { DecodeOptions } from '../domain/regions/decodeInstances.ts'
import type { ExportFormat, ExportPicture } from '../domain/exportRequest.ts'
import type { Measurement } from '../domain/measurement.ts'
import type { PicturePreview } from '../domain/picturePreview.ts'

/**
 * The words between the page and its workers. One map type names every method of a worker; clients and handlers are
 * both derived from it, so a missing handler or a wrong request does not compile.
 */
export interface Method {
  readonly request: unknown
  readonly progress: unknown
  readonly result: unknown
}

// ---- The engine worker: everything that touches a tensor. One GPU job at a time. ----

export type BackendName = 'webgpu' | 'wasm' | 'cpu'
/** 'auto' takes the first fit backend of webgpu, wasm, cpu. */
export type BackendChoice = 'auto' | BackendName

export interface BackendReport {
  readonly backend: BackendName
  readonly fit: boolean
  /** One sentence: "WebGPU on <adapter> passed the self-test in 40 ms", "WebGPU is not offered by this browser". */
  readonly reason: string
}

export interface EngineInfo {
  readonly backend: BackendName
  /** Why this one, one sentence for the status line. */
  readonly reason: string
  /** What was tried, in order. */
  readonly tried: readonly BackendReport[]
  /** WASM threads in use, 1 without cross-origin isolation; 0 on other backends. */
  readonly threads: number
  /** Adapter vendor and architecture on WebGPU, empty elsewhere. */
  readonly adapter: string
}

/** `fraction` is 0 to 1, or null while the length of the work is unknown. */
export interface StepProgress {
  readonly step: 'starting' | 'downloading' | 'verifying' | 'building' | 'compiling'
  /** Plain words: "Downloading the segmenter", for the status line. */
  readonly text: string
  readonly fraction: number | null
  readonly bytesDone?: number
  readonly bytesTotal?: number
}

export interface SegmentOptions {
  /** Candidates under this score are not masked at all. The page filters above it. */
  readonly scoreFloor: number
  /** Boxes that overlap a better one by more than this IoU are not masked at all. The page filters below it. */
  readonly maxOverlap: number
  readonly maxInstances: number
}

export interface EverythingOptions {
  /** The grid has pointsPerSide² points. */
  readonly pointsPerSide: number
  readonly minPredictedIou: number
  readonly minStability: number
  /** Masks that overlap a better one by more than this mask IoU are dropped. */
  readonly maxOverlap: number
  /** Masks smaller than this share of the picture are dropped. */
  readonly minAreaShare: number
}

export interface SegmentProgress {
  readonly step: 'decoding' | 'encoding' | 'detecting' | 'masking'
  /** Of the whole job, 0 to 1. */
  readonly fraction: number
  /** Instances that are ready now (each is sent once; the result holds them all). */
  readonly found: readonly Instance[]
  /** Where in a picture that is looked at window by window. */
  readonly windows?: WindowCount
}

export interface WindowCount {
  /** The one at work, from 1. */
  readonly at: number
  readonly of: number
}

export interface SegmentResult {
  readonly size: ImageSize
  readonly instances: readonly Instance[]
  readonly timings: {
    readonly decodeMs: number
    /** 0 when the embedding was still in memory. */
    readonly encodeMs: number
    readonly detectMs: number
    readonly maskMs: number
  }
}

export interface EngineMemory {
  readonly numTensors: number
  readonly tensorBytes: number
  /** Bytes allocated on the GPU, pooled buffers included; null elsewhere. */
  readonly gpuBytes: number | null
  readonly embeddings: number
}

export type EngineMethods = TrainingMethods &
  DecodingMethods &
  EditMethods &
  ModelMethods & {
    /** Picks and self-tests a backend; on a running engine, moves to another backend and keeps embeddings. */
    start: { request: { choice: BackendChoice }; progress: StepProgress; result: EngineInfo }
    /**
     * Fetches, verifies and builds the models of the first screen and compiles their pipelines. With `onlyIfCached`
     * nothing is fetched: the result says whether they are ready.
     */
    load: { request: { onlyIfCached: boolean }; progress: StepProgress; result: { ready: boolean } }
    /** Detects, then masks every box in one batched decoder pass. */
    segment: {
      request: {
        imageId: ImageId
        file: Blob
        options: SegmentOptions
        /** A model of the library, which finds and masks by itself; the built-in ones where it is left out or null. */
        modelId?: string | null
        /** How its maps become objects; as the model itself says where left out. Maps are kept, so asking again is quick. */
        decoding?: DecodeOptions | undefined
      }
      progress: SegmentProgress
      result: SegmentResult
    }
    /** Masks for everything, class-less: a point grid through the decoder, filtered and de-duplicated. */
    everything: {
      request: { imageId: ImageId; file: Blob; options: EverythingOptions }
      progress: SegmentProgress
      result: SegmentResult
    }
    /**
     * One mask for clicks and/or a box. The prompt holds all clicks so far; `refines` names the mask these clicks
     * continue, so that the decoder starts from it (its low-resolution logits stay with the engine).
     */
    prompt: {
      request: { imageId: ImageId; file: Blob; prompt: Prompt; refines: string | null }
      progress: SegmentProgress
      result: Segment
    }
    /** Drops what the engine keeps for these images. */
    forget: { request: { imageIds: readonly ImageId[] }; progress: never; result: null }
    memory: { request: null; progress: never; result: EngineMemory }
    /** Frees models and backend; the worker can be started again. */
    dispose: { request: null; progress: never; result: null }
  }

// ---- The media worker: files, thumbnails, archives, exports. Never a tensor, never waits for the GPU. ----

export interface InspectedImage {
  readonly size: ImageSize
  /** A small JPEG or PNG for the filmstrip, long side 256 px at most. */
  readonly thumbnail: Blob
  /** Of a picture that browsers do not show themselves. */
  readonly preview?: PicturePreview
}

export interface UnpackedFile {
  readonly name: string
  readonly file: Blob
}

export type MediaMethods = {
  /** Reads the header, refuses what cannot be shown with a reason, and makes a thumbnail. */
  inspect: { request: { name: string; file: Blob }; progress: never; result: InspectedImage }
  /** Images inside a zip, each sent as soon as it is unpacked. */
  unpack: {
    request: { name: string; file: Blob }
    progress: { fraction: number; found: readonly UnpackedFile[] }
    result: { skipped: readonly string[] }
  }
  /** One file as it is, several as a zip. */
  export: {
    request: { pictures: readonly ExportPicture[]; formats: readonly ExportFormat[] }
    progress: { fraction: number; text: string }
    result: { file: Blob; name: string }
  }
  /** Objects of one picture in figures, in the order given. */
  measure: {
    request: { file: Blob; instances: readonly Pick<Instance, 'id' | 'label' | 'score' | 'mask'>[] }
    progress: never
    result: readonly Measurement[]
  }
}

// ---- The envelope ----

type MethodMap = Readonly<Record<string, Method>>

/** Page to worker. */
export type ToWorker<Methods extends MethodMap> =
  | {
      [M in keyof Methods]: { kind: 'call'; id: number; method: M; request: Methods[M]['request'] }
    }[keyof Methods]
  | { kind: 'cancel'; id: number }

/** Worker to page. */
export type FromWorker<Methods extends MethodMap> =
  | {
      [M in keyof Methods]:
        | { kind: 'progress'; id: number; method: M; progress: Methods[M]['progress'] }
        | { kind: 'result'; id: number; method: M; result: Methods[M]['result'] }
    }[keyof Methods]
  | { kind: 'failure'; id: number; failure: Failure }

export interface CallOptions<Progress> {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/**
 * What the page holds: one async function a method. Rejects with LimnError, whose failure has the reason 'cancelled'
 * after an abort.
 */
export type Client<Methods extends MethodMap> = {
  readonly [M in keyof Methods]: (
    request: Methods[M]['request'],
    options?: CallOptions<Methods[M]['progress']>,
  ) => Promise<Methods[M]['result']>
}

/** What the worker holds: one handler a method. */
export type Handlers<Methods extends MethodMap> = {
  readonly [M in keyof Methods]: (
    request: Methods[M]['request'],
    context: {
      readonly signal: AbortSignal
      readonly report: (progress: Methods[M]['progress']) => void
    },
  ) => Promise<Methods[M]['result']>
}
