import type { StateDict } from '../parameters/parameterStore.ts'

/**
 * What torchvision called some layers before 0.13, when they were not yet blocks of convolution and norm: its published
 * COCO checkpoint has these names (the `_load_from_state_dict` of torchvision/models/detection/rpn.py, mask_rcnn.py and
 * ops/feature_pyramid_network.py).
 */
const RENAMED: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [
    /^(.*\.fpn\.(?:inner|layer)_blocks\.\d+)\.(weight|bias)$/,
    (_, block, part) => `${block}.0.${part}`,
  ],
  [/^(.*rpn\.head\.conv)\.(weight|bias)$/, (_, conv, part) => `${conv}.0.0.${part}`],
  [
    /^(.*mask_head)\.mask_fcn(\d+)\.(weight|bias)$/,
    (_, head, place, part) => `${head}.${Number(place) - 1}.0.${part}`,
  ],
]

/** Names that a wrapper put before the model's own (`DataParallel`, `DistributedDataParallel`). */
const WRAPPER = /^module\./

/** The name that today's torchvision gives a parameter. */
export function currentName(name: string): string {
  const own = name.replace(WRAPPER, '')
  for (const [old, rename] of RENAMED) {
    if (old.test(own)) return own.replace(old, rename)
  }
  return own
}

/** Whether a checkpoint was saved before torchvision 0.13, as the published COCO checkpoint was. */
export function hasLegacyNames(stateDict: ReadonlyMap<string, unknown>): boolean {
  return [...stateDict.keys()].some((name) => RENAMED.some(([old]) => old.test(name)))
}

/** The same tensors under today's names. */
export function withCurrentNames(stateDict: StateDict): StateDict {
  return new Map([...stateDict].map(([name, tensor]) => [currentName(name), tensor]))
}
