/** What a restricted pickle may hold. Lists and tuples are arrays; dictionaries of every kind are maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleSet
  | PickleGlobal
  | PickleObject
  | PickleForeign

export type PickleDict = Map<PickleValue, PickleValue>
export type PickleSet = Set<PickleValue>

/** A name that the reader knows, such as a class. */
export class PickleGlobal {
  readonly name: string
  readonly #call: ((args: readonly PickleValue[]) => PickleValue) | undefined

  constructor(name: string, call?: (args: readonly PickleValue[]) => PickleValue) {
    this.name = name
    this.#call = call
  }

  /** Undefined when this is no thing to call. */
  call(args: readonly PickleValue[]): PickleValue | undefined {
    return this.#call?.(args)
  }
}

/** An object of a harmless class: its name and its attributes, nothing that acts. */
export class PickleObject {
  readonly className: string
  readonly fields = new Map<string, PickleValue>()

  constructor(className: string) {
    this.className = className
  }
}

/** Extended by what a caller builds: tensors and storages. */
export abstract class PickleForeign {
  abstract readonly kind: string
}
