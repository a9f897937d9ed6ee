import type { StoreApi } from 'zustand'
import { fileKind } from '../../store/fileKinds.ts'
import type { Limn } from '../../store/state.ts'

const WEIGHTS = /\.(pth|pt|ckpt|safetensors)$/i
const INDEX = /(^|\/)model\.json$|\.index\.json$/i

/** Weights by their name, wherever they are dropped; a picture or a data set never ends so. */
export function isModelFile({ name }: { readonly name: string }): boolean {
  return WEIGHTS.test(name)
}

/** Describes weights in several files. */
export function isModelIndex({ name }: { readonly name: string }): boolean {
  return INDEX.test(name)
}

/** A drop of weights and nothing else: no dataset, wherever it falls. */
export function areModelFiles(files: readonly { readonly name: string }[]): boolean {
  return (
    files.some((file) => isModelFile(file)) &&
    files.every((file) => isModelFile(file) || isModelIndex(file) || /\.bin$/i.test(file.name))
  )
}

/**
 * Takes checkpoints: an index brings all the files beside it as one model, without one each file of weights is a model
 * of its own.
 */
export function takeModelFiles(store: StoreApi<Limn>, files: readonly File[]): void {
  const models = files.some(isModelIndex) ? [files] : files.map((file) => [file])
  void store.getState().importModels(models)
}

/** In the Models place: pictures are to segment, all else is a model, whatever its name. */
export function takeFilesInModels(store: StoreApi<Limn>, files: readonly File[]): void {
  const pictures = files.filter((file) => fileKind(file) === 'picture')
  const models = files.filter((file) => !pictures.includes(file))
  if (pictures.length > 0) {
    store.getState().setPlace('segment')
    store.getState().addFiles(pictures)
  }
  if (models.length > 0) takeModelFiles(store, models)
}
