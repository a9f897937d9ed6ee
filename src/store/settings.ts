import type { DecodeOptions } from '../domain/regions/decodeInstances.ts'
import type { InstanceFilter } from '../domain/instanceFilter.ts'
import type { BackendChoice } from '../workers/protocol.ts'
import type { DisplayOptions, Limn, Theme } from './state.ts'
import type { StoreApi } from 'zustand/vanilla'

/** What is remembered on this device between visits. */
export interface Settings {
  readonly theme: Theme
  readonly filter: InstanceFilter
  readonly display: DisplayOptions
  readonly backendChoice: BackendChoice
  /** The model that segments pictures; null for the built-in ones. */
  readonly segmentModelId: string | null
  /** How maps become objects, by model. */
  readonly decodings: Readonly<Record<string, DecodeOptions>>
}

/** 0.4: the SSD detector is modest with its scores; at 0.5 it hides plain boats and small sheep on the sample photos. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  filter: { minScore: 0.4, maxOverlap: 0.5 },
  display: { opacity: 0.45, outlines: true, boxes: false, labels: true },
  backendChoice: 'auto',
  segmentModelId: null,
  decodings: {},
}

const KEY = 'limn.settings'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function share(value: unknown, fallback: number): number {
  return isShare(value) ? value : fallback
}

function flag(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback
}

function modelId(value: unknown): string | null {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null
}

function decodingsIn(value: unknown): Settings['decodings'] {
  if (!isRecord(value)) return {}
  const entries = Object.entries(value).flatMap(([id, given]) => {
    if (modelId(id) === null || !isRecord(given)) return []
    const { minForeground, minSeed, minArea } = given
    const isWhole =
      isShare(minForeground) && isShare(minSeed) && typeof minArea === 'number' && minArea >= 0
    if (!isWhole) return []
    const decoding: DecodeOptions = {
      separate: oneOf(given['separate'], ['off', 'shape', 'model'], 'model'),
      ...{ minForeground, minSeed, minArea },
      fillHoles: flag(given['fillHoles'], true),
    }
    return [[id, decoding] as const]
  })
  return Object.fromEntries(entries)
}

/** Reads settings from untrusted JSON; anything missing or odd falls back to the default. */
export function parseSettings(json: unknown): Settings {
  const root = isRecord(json) ? json : {}
  const filter = isRecord(root['filter']) ? root['filter'] : {}
  const display = isRecord(root['display']) ? root['display'] : {}
  const standard = DEFAULT_SETTINGS
  return {
    theme: oneOf(root['theme'], ['system', 'light', 'dark'], standard.theme),
    filter: {
      minScore: share(filter['minScore'], standard.filter.minScore),
      maxOverlap: share(filter['maxOverlap'], standard.filter.maxOverlap),
    },
    display: {
      opacity: share(display['opacity'], standard.display.opacity),
      outlines: flag(display['outlines'], standard.display.outlines),
      boxes: flag(display['boxes'], standard.display.boxes),
      labels: flag(display['labels'], standard.display.labels),
    },
    backendChoice: oneOf(
      root['backendChoice'],
      ['auto', 'webgpu', 'wasm', 'cpu'],
      standard.backendChoice,
    ),
    segmentModelId: modelId(root['segmentModelId']),
    decodings: decodingsIn(root['decodings']),
  }
}

/** Storage may be absent or forbidden; Limn then simply forgets. */
export function readSettings(): Settings {
  try {
    return parseSettings(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
  } catch {
    return DEFAULT_SETTINGS
  }
}

/** Writes the settings whenever one of them changes. */
export function rememberSettings(store: StoreApi<Limn>): void {
  store.subscribe((state, previous) => {
    const { theme, filter, display, backendChoice, segmentModelId, decodings } = state
    const isSame =
      theme === previous.theme &&
      filter === previous.filter &&
      display === previous.display &&
      backendChoice === previous.backendChoice &&
      segmentModelId === previous.segmentModelId &&
      decodings === previous.decodings
    if (isSame) return
    try {
      localStorage.setItem(
        KEY,
        JSON.stringify({ theme, filter, display, backendChoice, segmentModelId, decodings }),
      )
    } catch {
      // A full or forbidden storage loses a preference, nothing else.
    }
  })
}
