import type { ModelFamily } from './libraryModel.ts'

/** What an editor begins with. */
export type DraftBase =
  /** A model of the library, or one that Limn brings along. */
  | { readonly kind: 'library'; readonly modelId: string }
  /** An architecture with drawn weights (`NEW_MODELS`). */
  | { readonly kind: 'new'; readonly presetId: string }

/** What a field of the editor holds. */
export type FieldValue =
  string | number | boolean | readonly (string | number)[] | readonly (readonly number[])[]

/** How a field is filled in. */
export type FieldInput =
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: 'switch' }
  | {
      readonly kind: 'choice'
      readonly choices: readonly { readonly value: string; readonly text: string }[]
    }
  /** Numbers in one line. */
  | { readonly kind: 'numbers' }
  /** Numbers, a line a level of the pyramid, fine to coarse. */
  | { readonly kind: 'levels' }
  /** A name a line. */
  | { readonly kind: 'names' }

export interface ModelField {
  /** `boxHead.hidden` */
  readonly key: string
  readonly label: string
  /** One sentence. */
  readonly help: string
  readonly input: FieldInput
  /** What the draft has now. */
  readonly value: FieldValue
  /** What the base has; null where it has no such part. */
  readonly before: FieldValue | null
  /** Why what was asked for cannot be, and what would work; the draft goes on without it. */
  readonly refusal: string | null
}

export interface FieldGroup {
  readonly title: string
  readonly fields: readonly ModelField[]
}

/** Values by the key of their field. */
export type DraftChanges = Readonly<Record<string, FieldValue>>

/** `part`: rows or channels that both have are kept. */
export type LayerFate = 'kept' | 'part' | 'fresh'

/** Which weights of the base a draft takes along. */
export interface WeightCarry {
  /** By the name of the layer, in the draft's order. */
  readonly layers: Readonly<Record<string, LayerFate>>
  /** Numbers of the draft that come from the base, and those that are drawn. */
  readonly keptNumbers: number
  readonly freshNumbers: number
  /** Layers of the base that the draft has no place for. */
  readonly dropped: readonly string[]
  /** Classes whose rows are kept, the background apart. */
  readonly keptClasses: readonly string[]
}

/** A stage of the body, which can be frozen as one: prefixes of its layers' names. */
export interface BodyStage {
  readonly title: string
  readonly prefixes: readonly string[]
}

/** A model before it is made: what it would be, and what of the base it would keep. */
export interface ModelDraft {
  readonly family: ModelFamily
  /** Proposed for the new model. */
  readonly name: string
  readonly groups: readonly FieldGroup[]
  /** All it takes to build the base and the draft. */
  readonly before: Readonly<Record<string, unknown>>
  readonly architecture: Readonly<Record<string, unknown>>
  /** From the picture up: freezing begins with the first. */
  readonly stages: readonly BodyStage[]
  /** Of the base. */
  readonly frozen: readonly string[]
  /** Null where there are no weights yet. */
  readonly carry: WeightCarry | null
}

/** Anchors that suit a dataset. */
export interface AnchorProposal {
  /** Objects they were made for. */
  readonly objects: number
  /** Mean over the objects of the best IoU with an anchor around the same centre, 0 to 1: of the draft's anchors … */
  readonly fitBefore: number
  /** … and of these. */
  readonly fitAfter: number
  readonly sizes: readonly (readonly number[])[]
  readonly aspectRatios: readonly number[]
}
