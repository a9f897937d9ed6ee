import { LIMN_VERSION } from '../../domain/version.ts'

/** Where choices are kept between starts; a worker brings one that lasts. */
export interface TuningStore {
  /** Shape class to variant; empty where nothing is known. */
  read(key: string): Promise<ReadonlyMap<string, string>>
  write(key: string, choices: ReadonlyMap<string, string>): Promise<void>
}

/** Counts up when a variant changes what it does, so that what was measured of the old one is forgotten. */
const KERNEL_GENERATION = 2

/** One place an adapter and a version: a choice of one says nothing about another. */
export function tuningKey({ vendor, architecture, device, description }: GPUAdapterInfo): string {
  return [LIMN_VERSION, KERNEL_GENERATION, vendor, architecture, device, description].join('|')
}

/** Lasts as long as the worker. */
export function memoryTuningStore(): TuningStore {
  const kept = new Map<string, ReadonlyMap<string, string>>()
  return {
    read: (key) => Promise.resolve(kept.get(key) ?? new Map<string, string>()),
    write: (key, choices) => {
      kept.set(key, new Map(choices))
      return Promise.resolve()
    },
  }
}
