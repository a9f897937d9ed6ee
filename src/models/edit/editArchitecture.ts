import type { DraftChanges, FieldGroup, ModelField } from '../../domain/modelDraft.ts'
import type { Architecture } from '../architecture.ts'
import type { EditField } from './fields/editField.ts'
import { FCN_FIELDS } from './fields/fcnFields.ts'
import { MASK_RCNN_FIELDS } from './fields/maskRcnnFields.ts'
import { UNET_FIELDS } from './fields/unetFields.ts'

export interface EditedArchitecture {
  readonly architecture: Architecture
  /** Every field that the edited architecture has, in groups. */
  readonly groups: readonly FieldGroup[]
}

/**
 * Applies changes to an architecture and says what every field holds then. A change that cannot be is left out and its
 * field says why; nothing throws. The order of the changes plays no part: one that another makes possible is tried
 * again after it.
 */
export function editArchitecture(base: Architecture, changes: DraftChanges): EditedArchitecture {
  switch (base.family) {
    case 'mask-rcnn':
      return edit(base, MASK_RCNN_FIELDS, changes)
    case 'fcn':
      return edit(base, FCN_FIELDS, changes)
    case 'unet':
      return edit(base, UNET_FIELDS, changes)
  }
}

function edit<A extends Architecture>(
  base: A,
  fields: readonly EditField<A>[],
  changes: DraftChanges,
): EditedArchitecture {
  let architecture = base
  let waiting = fields.filter(({ key }) => Object.hasOwn(changes, key))
  const refusals = new Map<string, string>()
  for (;;) {
    const left = waiting.filter((field) => {
      // A part that is not there has nothing to be changed; it may come with another change.
      if (field.input(architecture) === null) return true
      const edited = field.write(architecture, changes[field.key] ?? '')
      if ('refusal' in edited) {
        refusals.set(field.key, edited.refusal)
        return true
      }
      architecture = edited.architecture
      refusals.delete(field.key)
      return false
    })
    if (left.length === 0 || left.length === waiting.length) break
    waiting = left
  }
  return { architecture, groups: groupsOf(base, architecture, fields, refusals) }
}

function groupsOf<A extends Architecture>(
  base: A,
  architecture: A,
  fields: readonly EditField<A>[],
  refusals: ReadonlyMap<string, string>,
): readonly FieldGroup[] {
  const groups = new Map<string, ModelField[]>()
  for (const field of fields) {
    const input = field.input(architecture)
    if (input === null) continue
    const { key, group, label, help } = field
    const ofBase = field.input(base)
    const shown: ModelField = {
      ...{ key, label, help },
      // The base may have been something that is not proposed to others.
      input: input.kind === 'choice' && ofBase !== null ? ofBase : input,
      value: field.read(architecture),
      before: ofBase === null ? null : field.read(base),
      refusal: refusals.get(key) ?? null,
    }
    groups.set(group, [...(groups.get(group) ?? []), shown])
  }
  return [...groups].map(([title, own]) => ({ title, fields: own }))
}
