import type { FitReport } from '../../domain/libraryModel.ts'
import type { Architecture } from '../architecture.ts'
import { recogniseFcn } from '../fcn/recogniseFcn.ts'
import { recogniseSkipFcn } from '../fcn/recogniseSkipFcn.ts'
import { currentName } from '../maskRcnn/legacyNames.ts'
import { recogniseMaskRcnn } from '../maskRcnn/recogniseMaskRcnn.ts'
import { recogniseBodyUnet } from '../unet/recogniseBodyUnet.ts'
import { recogniseBrainUnet } from '../unet/recogniseBrainUnet.ts'
import { recogniseMilesial } from '../unet/recogniseMilesial.ts'
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts'
import { readCheckpoint } from './readCheckpoint.ts'
import type { Recogniser } from './recognised.ts'
import { CheckpointError } from './safetensors.ts'
import type { NamedBlob } from './siblingOf.ts'
import { torchOfKeras } from './torchOfKeras.ts'

const recogniseTorchvision: Recogniser = (tensors) => {
  const architecture = recogniseMaskRcnn(tensors)
  if (architecture === null) return null
  const isFrozen = architecture.norm.kind === 'frozen'
  return {
    architecture,
    adapt: (all) =>
      new Map(
        [...all].flatMap(([name, tensor]) =>
          isFrozen && COUNTER.test(name) ? [] : [[currentName(name), tensor] as const],
        ),
      ),
  }
}

const RECOGNISERS: readonly Recogniser[] = [
  recogniseTorchvision,
  recogniseFcn,
  recogniseSkipFcn,
  recogniseMilesial,
  recogniseBrainUnet,
  recogniseBodyUnet,
]

/** FrozenBatchNorm2d drops the counter that a trained body brings along. */
const COUNTER = /\.num_batches_tracked$/

/** What wrappers put before every name: DataParallel, Lightning modules, torch.compile. */
const WRAPPERS = ['module.', 'model.', '_orig_mod.', 'net.', 'network.']

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly architecture: Architecture
  /** Under the names of the model. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>
}

/**
 * Opens a checkpoint and recognises the model that it belongs to by names and shapes. Reads headers only.
 *
 * @throws CheckpointError when the files are no checkpoint, or of a model that Limn does not have
 */
export async function openCheckpoint(files: readonly NamedBlob[]): Promise<OpenedCheckpoint> {
  const checkpoint = await readCheckpoint(leadOf(files), files)
  const isKeras = checkpoint.format === 'tfjs-layers'
  const named = withoutWrapper(isKeras ? torchOfKeras(checkpoint.tensors) : checkpoint.tensors)
  for (const recognise of RECOGNISERS) {
    const found = recognise(named)
    if (found === null) continue
    const { architecture, adapt } = found
    const classes = classesIn(checkpoint, architecture.classes.length)
    return {
      checkpoint,
      tensors: adapt(named),
      architecture: classes === null ? architecture : { ...architecture, classes },
    }
  }
  throw new CheckpointError(
    `The file holds ${named.size === 1 ? 'a tensor' : `${named.size} tensors`} (${quote([...checkpoint.tensors.keys()])}), but Limn does not know a model with such names.`,
    isKeras
      ? 'Limn opens a model.json whose layers have the names that torchvision gives them.'
      : 'Limn opens Mask R-CNN, FCN and DeepLab with torchvision’s names, and U-Nets named as milesial’s, the brain segmentation’s of torch.hub or segmentation_models_pytorch’s.',
  )
}

/** @throws CheckpointError that names what keeps the tensors from being the model */
export function requireFit({ missing, misshapen }: FitReport): void {
  const [first, ...more] = misshapen
  if (first !== undefined) {
    throw new CheckpointError(
      `The tensor “${first.name}” has the shape [${first.found.join(', ')}], but the model needs [${first.expected.join(', ')}]${more.length > 0 ? `; ${more.length} more do not fit either` : ''}.`,
      'Check that the file belongs to this model and was saved whole.',
    )
  }
  if (missing.length > 0) {
    throw new CheckpointError(
      `The file lacks ${missing.length === 1 ? 'a tensor' : `${missing.length} tensors`} of the model: ${quote(missing)}.`,
      'Check that the file holds the whole model, not a part of it.',
    )
  }
}

/** The index where there is one, else the only file that could be weights. */
function leadOf(files: readonly NamedBlob[]): NamedBlob {
  const lead =
    files.find(({ name }) => /\.json$/i.test(name)) ??
    files.find(({ name }) => /\.(pth|pt|bin|ckpt|safetensors)$/i.test(name)) ??
    files[0]
  if (lead === undefined) throw new CheckpointError('No file was chosen.', 'Choose a checkpoint.')
  return lead
}

function withoutWrapper(
  tensors: ReadonlyMap<string, CheckpointTensor>,
): ReadonlyMap<string, CheckpointTensor> {
  let named = tensors
  for (;;) {
    const names = [...named.keys()]
    const wrapper = WRAPPERS.find((prefix) => names.every((name) => name.startsWith(prefix)))
    if (wrapper === undefined || names.length === 0) return named
    named = new Map([...named].map(([name, tensor]) => [name.slice(wrapper.length), tensor]))
  }
}

/** Limn's own files bring their class names along. */
function classesIn({ metadata }: Checkpoint, count: number): readonly string[] | null {
  const text = metadata.get(CLASSES_NOTE)
  if (text === undefined) return null
  try {
    const classes: unknown = JSON.parse(text)
    const areTexts = (list: unknown): list is string[] =>
      Array.isArray(list) && list.every((name) => typeof name === 'string' && name.length <= 200)
    return areTexts(classes) && classes.length === count ? classes : null
  } catch {
    return null
  }
}

/** In the metadata of a safetensors file: a JSON list, the background first. */
export const CLASSES_NOTE = 'classes'

function quote(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`)
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
