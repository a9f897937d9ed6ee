import { fail } from './failure.ts'

/** A class a model can name. */
export interface CardClass {
  /** The number of the class in the data set the model was trained on, 1 to 90 for COCO. */
  readonly id: number
  readonly name: string
}

/** How a picture becomes the input of the network. Values are RGB, 0 to 255, before normalisation. */
export interface CardInput {
  readonly width: number
  readonly height: number
  /**
   * `stretch` fills the input whatever the aspect ratio; `fit` keeps it and pads right and below; `tiles` looks at the
   * picture at its own size, in squares of the input's size.
   */
  readonly resize: 'stretch' | 'fit' | 'tiles'
  /** The network sees (value - mean) / deviation, a channel at a time. Padding is 0 after that. */
  readonly mean: readonly [number, number, number]
  readonly deviation: readonly [number, number, number]
}

/** A published file that the weights were converted from. */
export interface CardSource {
  readonly package: string
  readonly version: string
  readonly file: string
  readonly sha256: string
}

/** A file beside the card. */
export interface CardFile {
  readonly name: string
  readonly bytes: number
  /** Lower-case hexadecimal. */
  readonly sha256: string
  /** Element types in the file, most bytes first. */
  readonly dtypes: readonly ('float16' | 'float32')[]
}

/** What the weights of a model are, where they come from and what they may be used for. */
export interface ModelCard {
  readonly id: string
  readonly name: string
  readonly architecture: string
  /** What it does, one sentence. */
  readonly summary: string
  readonly input: CardInput
  /** Empty for a model that finds objects without naming them. */
  readonly classes: readonly CardClass[]
  /** Parameter layout: `nhwc` has convolutions [height, width, in, out] and linear layers [in, out]; `torch` is PyTorch's. */
  readonly layout: 'nhwc' | 'torch'
  readonly parameters: number
  readonly files: readonly CardFile[]
  /** SPDX expression. */
  readonly licence: string
  /** Notices that travel with the weights. */
  readonly notices: readonly string[]
  /** Who published the weights and what they say of them. */
  readonly origin: string
  readonly sources: readonly CardSource[]
  readonly converterVersion: number
  /** What to expect of it, in plain words. */
  readonly limits: readonly string[]
}

/** Reads a `card.json`. Fails with a sentence that names the field that is missing or wrong. */
export function parseModelCard(json: unknown): ModelCard {
  const card = new Fields(json, '')
  const input = card.fields('input')
  return {
    id: card.text('id'),
    name: card.text('name'),
    architecture: card.text('architecture'),
    summary: card.text('summary'),
    input: {
      width: input.count('width'),
      height: input.count('height'),
      resize: input.oneOf('resize', ['stretch', 'fit', 'tiles']),
      mean: input.triple('mean'),
      deviation: input.triple('deviation'),
    },
    classes: card.list('classes').map((entry) => ({
      id: entry.count('id'),
      name: entry.text('name'),
    })),
    layout: card.oneOf('layout', ['nhwc', 'torch']),
    parameters: card.count('parameters'),
    files: card.list('files').map(parseFile),
    licence: card.text('licence'),
    notices: card.texts('notices'),
    origin: card.text('origin'),
    sources: card.list('sources').map((entry) => ({
      package: entry.text('package'),
      version: entry.text('version'),
      file: entry.text('file'),
      sha256: entry.sha256('sha256'),
    })),
    converterVersion: card.count('converterVersion'),
    limits: card.texts('limits'),
  }
}

function parseFile(entry: Fields): CardFile {
  const name = entry.text('name')
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name))
    refuse(`names the file "${name}", which is not a plain name`)
  return {
    name,
    bytes: entry.count('bytes'),
    sha256: entry.sha256('sha256'),
    dtypes: entry.texts('dtypes').map((dtype) => {
      if (dtype === 'float16' || dtype === 'float32') return dtype
      return refuse(`gives ${name} the element type "${dtype}", which Limn does not read`)
    }),
  }
}

function refuse(what: string): never {
  return fail(
    'weights-corrupt',
    `The model card ${what}.`,
    'Run "npm run setup" to write the weights again, then reload the page.',
  )
}

/** The fields of one JSON object, each read as what it must be. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #path: string

  constructor(json: unknown, path: string) {
    if (!isRecord(json))
      refuse(path === '' ? 'is not a JSON object' : `should have an object at ${path}`)
    this.#values = json
    this.#path = path
  }

  text(key: string): string {
    const value = this.#values[key]
    return typeof value === 'string' && value !== '' ? value : this.#refuse(key, 'text')
  }

  count(key: string): number {
    const value = this.#values[key]
    return Number.isSafeInteger(value) && typeof value === 'number' && value > 0
      ? value
      : this.#refuse(key, 'a positive whole number')
  }

  sha256(key: string): string {
    const value = this.text(key)
    return /^[0-9a-f]{64}$/.test(value) ? value : this.#refuse(key, 'a SHA-256')
  }

  oneOf<const Choice extends string>(key: string, choices: readonly Choice[]): Choice {
    const value = this.text(key)
    return choices.find((choice) => choice === value) ?? this.#refuse(key, choices.join(' or '))
  }

  triple(key: string): readonly [number, number, number] {
    const [red, green, blue, ...rest] = this.#array(key)
    const isTriple =
      typeof red === 'number' && typeof green === 'number' && typeof blue === 'number'
    return isTriple && rest.length === 0 ? [red, green, blue] : this.#refuse(key, 'three numbers')
  }

  texts(key: string): string[] {
    return this.#array(key).map((value) =>
      typeof value === 'string' ? value : this.#refuse(key, 'a list of texts'),
    )
  }

  fields(key: string): Fields {
    return new Fields(this.#values[key], this.#at(key))
  }

  list(key: string): Fields[] {
    return this.#array(key).map((value, i) => new Fields(value, `${this.#at(key)}[${i}]`))
  }

  #array(key: string): readonly unknown[] {
    const value = this.#values[key]
    return Array.isArray(value) ? value : this.#refuse(key, 'a list')
  }

  #at(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`
  }

  #refuse(key: string, wanted: string): never {
    return refuse(`should have ${wanted} at ${this.#at(key)}`)
  }
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
