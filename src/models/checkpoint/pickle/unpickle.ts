import { CheckpointError } from '../safetensors.ts'
import { PickleBytes } from './pickleBytes.ts'
import { PickleForeign, PickleGlobal, PickleObject, type PickleValue } from './pickleValue.ts'

export interface UnpickleOptions {
  /** Where in the bytes the pickle begins. */
  readonly at?: number
  /** Gives a class or function by its dotted Python name, or throws: nothing else can be called. */
  readonly findGlobal: (name: string) => PickleGlobal
  /** Gives what a persistent id stands for, or throws. */
  readonly loadPersistent: (id: PickleValue) => PickleValue
}

/** Lists, dictionaries and calls: real checkpoints hold a few thousand, and each takes memory. */
const MAX_OBJECTS = 1_000_000
/** Python's big integers: the longest that torch writes is its magic number, 10 bytes. */
const MAX_INTEGER_BYTES = 255

/** Opcodes, by the names of Python's pickletools. */
const OP = {
  MARK: 0x28,
  STOP: 0x2e,
  POP: 0x30,
  POP_MARK: 0x31,
  DUP: 0x32,
  FLOAT: 0x46,
  INT: 0x49,
  BININT: 0x4a,
  BININT1: 0x4b,
  LONG: 0x4c,
  BININT2: 0x4d,
  NONE: 0x4e,
  BINPERSID: 0x51,
  REDUCE: 0x52,
  BINSTRING: 0x54,
  SHORT_BINSTRING: 0x55,
  UNICODE: 0x56,
  BINUNICODE: 0x58,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  BUILD: 0x62,
  GLOBAL: 0x63,
  DICT: 0x64,
  APPENDS: 0x65,
  GET: 0x67,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  LIST: 0x6c,
  PUT: 0x70,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  SETITEM: 0x73,
  TUPLE: 0x74,
  SETITEMS: 0x75,
  EMPTY_DICT: 0x7d,
  EMPTY_TUPLE: 0x29,
  BINFLOAT: 0x47,
  BINBYTES: 0x42,
  SHORT_BINBYTES: 0x43,
  PROTO: 0x80,
  NEWOBJ: 0x81,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  LONG1: 0x8a,
  LONG4: 0x8b,
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  NEWOBJ_EX: 0x92,
  STACK_GLOBAL: 0x93,
  MEMOIZE: 0x94,
  FRAME: 0x95,
  BYTEARRAY8: 0x96,
} as const

/**
 * Reads a Python pickle of protocols 2 to 5 as plain data (https://docs.python.org/3/library/pickletools.html). It has
 * no way to run anything: names go through `findGlobal`, and what that gives builds values and nothing else. Time and
 * memory are bounded by the length of the bytes.
 *
 * @returns the value, and where the pickle ends
 * @throws CheckpointError when the pickle is damaged, too large or asks for what is not known
 */
export function unpickle(
  bytes: Uint8Array,
  options: UnpickleOptions,
): { value: PickleValue; end: number } {
  return new PickleMachine(bytes, options).run()
}

class PickleMachine {
  readonly #input: PickleBytes
  readonly #options: UnpickleOptions
  readonly #stack: PickleValue[] = []
  /** Heights of the stack. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, PickleValue>()
  #objects = 0

  constructor(bytes: Uint8Array, options: UnpickleOptions) {
    this.#input = new PickleBytes(bytes, options.at ?? 0)
    this.#options = options
  }

  run(): { value: PickleValue; end: number } {
    for (;;) {
      const op = this.#input.uint8()
      if (op === OP.STOP) return { value: this.#pop(), end: this.#input.at }
      if (!this.#runConstant(op) && !this.#runContainer(op) && !this.#runMemo(op)) this.#runCall(op)
    }
  }

  /** Numbers and texts. */
  #runConstant(op: number): boolean {
    const input = this.#input
    switch (op) {
      case OP.NONE:
        return this.#push(null)
      case OP.NEWTRUE:
        return this.#push(true)
      case OP.NEWFALSE:
        return this.#push(false)
      case OP.BININT:
        return this.#push(input.int32())
      case OP.BININT1:
        return this.#push(input.uint8())
      case OP.BININT2:
        return this.#push(input.uint16())
      case OP.INT:
        return this.#push(parseInteger(input.line()))
      case OP.LONG:
        return this.#push(parseInteger(input.line().replace(/L$/, '')))
      case OP.LONG1:
        return this.#push(this.#integer(input.uint8()))
      case OP.LONG4:
        return this.#push(this.#integer(input.uint32()))
      case OP.BINFLOAT:
        return this.#push(input.float64())
      case OP.FLOAT:
        return this.#push(parseFloat64(input.line()))
      case OP.BINUNICODE:
      case OP.BINSTRING:
        return this.#push(input.utf8(input.uint32()))
      case OP.SHORT_BINUNICODE:
      case OP.SHORT_BINSTRING:
        return this.#push(input.utf8(input.uint8()))
      case OP.BINUNICODE8:
        return this.#push(input.utf8(input.uint64()))
      case OP.UNICODE:
        return this.#push(input.line())
      case OP.BINBYTES:
        return this.#push(input.bytes(input.uint32()))
      case OP.SHORT_BINBYTES:
        return this.#push(input.bytes(input.uint8()))
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return this.#push(input.bytes(input.uint64()))
      default:
        return false
    }
  }

  #runContainer(op: number): boolean {
    switch (op) {
      case OP.MARK:
        this.#marks.push(this.#stack.length)
        return true
      case OP.POP_MARK:
        this.#popMark()
        return true
      case OP.EMPTY_TUPLE:
      case OP.EMPTY_LIST:
        return this.#make([])
      case OP.TUPLE:
      case OP.LIST:
        return this.#make(this.#popMark())
      case OP.TUPLE1:
        return this.#make(this.#popLast(1))
      case OP.TUPLE2:
        return this.#make(this.#popLast(2))
      case OP.TUPLE3:
        return this.#make(this.#popLast(3))
      case OP.EMPTY_DICT:
        return this.#make(new Map())
      case OP.DICT: {
        const items = this.#popMark()
        this.#make(new Map())
        return this.#setItems(items)
      }
      case OP.EMPTY_SET:
        return this.#make(new Set())
      case OP.FROZENSET:
        return this.#make(new Set(this.#popMark()))
      case OP.APPEND:
        return this.#append(this.#popLast(1))
      case OP.APPENDS:
      case OP.ADDITEMS:
        return this.#append(this.#popMark())
      case OP.SETITEM:
        return this.#setItems(this.#popLast(2))
      case OP.SETITEMS:
        return this.#setItems(this.#popMark())
      default:
        return false
    }
  }

  #runMemo(op: number): boolean {
    const input = this.#input
    switch (op) {
      case OP.PROTO: {
        const protocol = input.uint8()
        if (protocol > 5)
          refuse(`is written in version ${protocol} of the pickle format, which is not known`)
        return true
      }
      case OP.FRAME:
        input.uint64()
        return true
      case OP.POP:
        if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop()
        else this.#pop()
        return true
      case OP.DUP:
        return this.#push(this.#top())
      case OP.GET:
        return this.#recall(Number(parseInteger(input.line())))
      case OP.BINGET:
        return this.#recall(input.uint8())
      case OP.LONG_BINGET:
        return this.#recall(input.uint32())
      case OP.PUT:
        return this.#remember(Number(parseInteger(input.line())))
      case OP.BINPUT:
        return this.#remember(input.uint8())
      case OP.LONG_BINPUT:
        return this.#remember(input.uint32())
      case OP.MEMOIZE:
        return this.#remember(this.#memo.size)
      default:
        return false
    }
  }

  /** What Python would run, or load by name. */
  #runCall(op: number): void {
    const input = this.#input
    switch (op) {
      case OP.GLOBAL: {
        const module = input.line()
        this.#push(this.#options.findGlobal(`${module}.${input.line()}`))
        return
      }
      case OP.STACK_GLOBAL: {
        const [module, name] = this.#popLast(2)
        if (typeof module !== 'string' || typeof name !== 'string') return doesNotAddUp()
        this.#push(this.#options.findGlobal(`${module}.${name}`))
        return
      }
      case OP.REDUCE:
      case OP.NEWOBJ: {
        const [callee, args] = this.#popLast(2)
        this.#call(callee, args)
        return
      }
      case OP.NEWOBJ_EX: {
        const [callee, args, named] = this.#popLast(3)
        if (!(named instanceof Map) || named.size > 0) return doesNotAddUp()
        this.#call(callee, args)
        return
      }
      case OP.BUILD:
        this.#build(this.#pop())
        return
      case OP.BINPERSID:
        this.#make(this.#options.loadPersistent(this.#pop()))
        return
      default:
        refuse(
          `uses the pickle instruction 0x${op.toString(16).padStart(2, '0')}, which no list of weights needs`,
        )
    }
  }

  #call(callee: PickleValue | undefined, args: PickleValue | undefined): void {
    if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) return doesNotAddUp()
    const value = callee.call(args)
    if (value === undefined) return refuse(`calls “${callee.name}”, which is nothing to call`)
    this.#make(value)
  }

  /** Gives the object on top its attributes. */
  #build(state: PickleValue): void {
    const target = this.#top()
    // The attributes of a dictionary (`_metadata` of a state_dict) and of a tensor say nothing about the weights.
    if (target instanceof Map || target instanceof PickleForeign) return
    if (!(target instanceof PickleObject) || !(state instanceof Map)) return doesNotAddUp()
    for (const [name, value] of state) {
      if (typeof name === 'string') target.fields.set(name, value)
    }
  }

  #append(items: readonly PickleValue[]): boolean {
    const target = this.#top()
    if (Array.isArray(target)) for (const item of items) target.push(item)
    else if (target instanceof Set) for (const item of items) target.add(item)
    else doesNotAddUp()
    return true
  }

  #setItems(items: readonly PickleValue[]): boolean {
    const target = this.#top()
    if (!(target instanceof Map) || items.length % 2 !== 0) return doesNotAddUp()
    for (let i = 0; i < items.length; i += 2) target.set(items[i] ?? null, items[i + 1] ?? null)
    return true
  }

  #remember(index: number): boolean {
    this.#memo.set(index, this.#top())
    return true
  }

  #recall(index: number): boolean {
    const value = this.#memo.get(index)
    if (value === undefined) return doesNotAddUp()
    return this.#push(value)
  }

  #push(value: PickleValue): true {
    this.#stack.push(value)
    return true
  }

  #make(value: PickleValue): true {
    this.#objects += 1
    if (this.#objects > MAX_OBJECTS) {
      refuse(
        `describes more than ${MAX_OBJECTS.toLocaleString('en-US')} objects: it is made to fill the memory`,
      )
    }
    return this.#push(value)
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1)
    if (value === undefined) return doesNotAddUp()
    return value
  }

  #pop(): PickleValue {
    // What lies under a mark belongs to whoever takes the mark.
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) return doesNotAddUp()
    return this.#stack.pop() ?? null
  }

  #popLast(count: number): PickleValue[] {
    const start = this.#stack.length - count
    if (start < (this.#marks.at(-1) ?? 0)) return doesNotAddUp()
    return this.#stack.splice(start)
  }

  #popMark(): PickleValue[] {
    const start = this.#marks.pop()
    if (start === undefined) return doesNotAddUp()
    return this.#stack.splice(start)
  }

  /** Two's complement, little-endian. */
  #integer(length: number): number | bigint {
    if (length > MAX_INTEGER_BYTES) refuse(`holds a whole number of ${length} bytes`)
    const bytes = this.#input.bytes(length)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0)
    return narrow(length === 0 ? 0n : BigInt.asIntN(8 * length, value))
  }
}

function parseInteger(text: string): number | bigint | boolean {
  // Protocol 0 and 1 wrote booleans so.
  if (text === '00' || text === '01') return text === '01'
  if (!/^-?\d{1,400}$/.test(text)) return doesNotAddUp()
  return narrow(BigInt(text))
}

function parseFloat64(text: string): number {
  if (/^-?inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (text === 'nan') return NaN
  if (!/^-?[\d.]+(e[+-]?\d+)?$/i.test(text)) return doesNotAddUp()
  return Number(text)
}

function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function refuse(what: string): never {
  throw new CheckpointError(`The file ${what}.`, 'Do not trust where it came from.')
}

function doesNotAddUp(): never {
  throw new CheckpointError('The table of contents of the file does not add up: it is damaged.')
}
