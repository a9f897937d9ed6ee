import { fail } from './failure.ts'

/** Weights that somebody else publishes and that a person may fetch: pinned by address, size and checksum. */
export interface OfficialWeights {
  readonly id: string
  readonly name: string
  /** What it is, one or two sentences. */
  readonly summary: string
  readonly url: string
  readonly bytes: number
  /** Of the whole file, lower-case hexadecimal. torchvision puts the first eight digits into the file's name. */
  readonly sha256: string
  readonly parameters: number
  /** Without the background. */
  readonly classes: number
  /** Per cent, of boxes on COCO's val2017, as published. */
  readonly boxAp: number
  /** The same of masks. */
  readonly maskAp: number
  /** SPDX expression. */
  readonly licence: string
}

/** Official weights, and how much of their file this device holds already. */
export interface OfferedWeights extends OfficialWeights {
  readonly bytesHere: number
}

const TEXTS = ['id', 'name', 'summary', 'url', 'sha256', 'licence'] as const
const NUMBERS = ['bytes', 'parameters', 'classes', 'boxAp', 'maskAp'] as const

/** Reads `official-weights.json`. Fails when it is not what Limn was built with. */
export function parseOfficialWeights(json: unknown): readonly OfficialWeights[] {
  if (Array.isArray(json) && json.every(isOfficial)) return json
  return fail(
    'weights-corrupt',
    'The list of official weights cannot be read.',
    'Reload the page; if it stays so, whoever serves Limn has to put its files in place again.',
  )
}

function isOfficial(entry: unknown): entry is OfficialWeights {
  if (typeof entry !== 'object' || entry === null) return false
  const fields = entry as Readonly<Record<string, unknown>>
  return (
    TEXTS.every((key) => typeof fields[key] === 'string') &&
    NUMBERS.every((key) => typeof fields[key] === 'number' && fields[key] > 0) &&
    /^[\w-]+$/.test(String(fields['id'])) &&
    /^https?:\/\/.+\/[\w-][\w.-]*$/.test(String(fields['url'])) &&
    /^[0-9a-f]{64}$/.test(String(fields['sha256']))
  )
}

/** The published name of the file. */
export function fileNameOf({ url }: Pick<OfficialWeights, 'url'>): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
