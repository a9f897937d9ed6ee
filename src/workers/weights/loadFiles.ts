import { fail, LimnError } from '../../domain/failure.ts'
import { parseModelCard, type CardFile, type ModelCard } from '../../domain/modelCard.ts'
import { download } from './download.ts'
import { sha256 } from './sha256.ts'
import type { WeightStore } from './weightStore.ts'

/** A model's files, checked against its card. */
export interface ModelFiles {
  readonly card: ModelCard
  readonly weights: Uint8Array<ArrayBuffer>
  /** False when they could not be kept for the next visit. */
  readonly isKept: boolean
}

export interface LoadFilesOptions {
  readonly store: WeightStore
  readonly signal: AbortSignal
  /** Bytes of the weights that are here, of all. */
  readonly onBytes: (done: number, total: number) => void
  readonly onVerify: () => void
}

/** What this device already holds of a model, checked; null unless it is whole. */
export async function readStoredFiles(
  cardUrl: string,
  store: WeightStore,
): Promise<ModelFiles | null> {
  const bytes = await store.read(cardUrl)
  if (bytes === null) return null
  try {
    const card = parseCard(bytes)
    const file = weightsFile(card)
    const weights = await store.read(new URL(file.name, cardUrl).href)
    if (weights === null || !(await matches(weights, file))) return null
    return { card, weights, isKept: true }
  } catch {
    return null
  }
}

/**
 * Brings a model's files: its card from the server, or from storage when there is no network; the weights from storage
 * when they match the card, else from the server. Every read is verified. Wrong bytes are fetched once more.
 *
 * @throws LimnError 'offline', 'weights-missing', 'weights-corrupt'; AbortError
 */
export async function loadFiles(cardUrl: string, options: LoadFilesOptions): Promise<ModelFiles> {
  const { store, signal, onBytes, onVerify } = options
  const card = await loadCard(cardUrl, store, signal)
  const file = weightsFile(card)
  const url = new URL(file.name, cardUrl).href

  const stored = await store.read(url)
  if (stored !== null) {
    onVerify()
    if (await matches(stored, file)) return { card, weights: stored, isKept: true }
    await store.remove(url)
  }
  for (const fresh of [false, true]) {
    const weights = await download(url, {
      signal,
      fresh,
      onBytes: (done) => onBytes(done, file.bytes),
    })
    onVerify()
    if (!(await matches(weights, file))) continue
    return { card, weights, isKept: await store.write(url, weights) }
  }
  return fail(
    'weights-corrupt',
    `The weights of “${card.name}” are damaged: twice they did not match the checksum on their card.`,
    'Run "npm run setup" where Limn is served from, or ask whoever serves it to; then try again.',
  )
}

/** Forgets a model, so that the next load fetches it anew. */
export async function forgetFiles(cardUrl: string, store: WeightStore): Promise<void> {
  const bytes = await store.read(cardUrl)
  await store.remove(cardUrl)
  if (bytes === null) return
  try {
    await store.remove(new URL(weightsFile(parseCard(bytes)).name, cardUrl).href)
  } catch {
    // A card that cannot be read names no file; whatever lies there fails its check at the next load.
  }
}

async function loadCard(
  cardUrl: string,
  store: WeightStore,
  signal: AbortSignal,
): Promise<ModelCard> {
  try {
    const bytes = await download(cardUrl, { signal, fresh: true })
    const card = parseCard(bytes)
    await store.write(cardUrl, bytes)
    return card
  } catch (thrown) {
    const stored =
      thrown instanceof LimnError && thrown.failure.reason === 'offline'
        ? await store.read(cardUrl)
        : null
    if (stored === null) throw thrown
    return parseCard(stored)
  }
}

function parseCard(bytes: Uint8Array): ModelCard {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    json = null
  }
  return parseModelCard(json)
}

function weightsFile(card: ModelCard): CardFile {
  const [file] = card.files
  return (
    file ??
    fail(
      'weights-corrupt',
      `The card of “${card.name}” names no weights.`,
      'Run "npm run setup" to write it again, then reload the page.',
    )
  )
}

async function matches(bytes: Uint8Array<ArrayBuffer>, file: CardFile): Promise<boolean> {
  if (bytes.byteLength !== file.bytes) return false
  const hash = await sha256(bytes)
  // Without Web Crypto the length has to do.
  return hash === null || hash === file.sha256
}
