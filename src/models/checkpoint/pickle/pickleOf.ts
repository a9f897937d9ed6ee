/** A value to pickle. A global is a module, a space and a name, as `collections OrderedDict`. */
export type PickleNode =
  | { readonly kind: 'none' }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'tuple'; readonly items: readonly PickleNode[] }
  | { readonly kind: 'dictionary'; readonly entries: readonly (readonly [string, PickleNode])[] }
  | { readonly kind: 'ordered'; readonly entries: readonly (readonly [string, PickleNode])[] }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'call'; readonly global: string; readonly args: readonly PickleNode[] }
  | { readonly kind: 'persistent'; readonly id: PickleNode }

const PROTOCOL = 2

/** Writes a pickle of protocol 2, with the opcodes alone that `torch.load(weights_only=True)` takes. */
export function pickleOf(node: PickleNode): Uint8Array<ArrayBuffer> {
  const out: number[] = [0x80, PROTOCOL]
  write(node, out)
  out.push(0x2e)
  return Uint8Array.from(out)
}

function write(node: PickleNode, out: number[]): void {
  switch (node.kind) {
    case 'none':
      out.push(0x4e)
      return
    case 'flag':
      out.push(node.value ? 0x88 : 0x89)
      return
    case 'integer':
      writeInteger(node.value, out)
      return
    case 'text':
      writeText(node.value, out)
      return
    case 'tuple':
      out.push(0x28)
      for (const item of node.items) write(item, out)
      out.push(0x74)
      return
    case 'dictionary':
      out.push(0x7d)
      writeEntries(node.entries, out)
      return
    case 'ordered':
      writeGlobal('collections OrderedDict', out)
      out.push(0x29, 0x52)
      writeEntries(node.entries, out)
      return
    case 'global':
      writeGlobal(node.name, out)
      return
    case 'call':
      writeGlobal(node.global, out)
      write({ kind: 'tuple', items: node.args }, out)
      out.push(0x52)
      return
    case 'persistent':
      write(node.id, out)
      out.push(0x51)
  }
}

function writeEntries(entries: readonly (readonly [string, PickleNode])[], out: number[]): void {
  out.push(0x28)
  for (const [key, value] of entries) {
    writeText(key, out)
    write(value, out)
  }
  out.push(0x75)
}

/** BININT where 32 bits do, else LONG1 of eight bytes. */
function writeInteger(value: number, out: number[]): void {
  const bytes = new DataView(new ArrayBuffer(8))
  bytes.setBigInt64(0, BigInt(value), true)
  const length = value === (value | 0) ? 4 : 8
  if (length === 4) out.push(0x4a)
  else out.push(0x8a, length)
  for (let i = 0; i < length; i++) out.push(bytes.getUint8(i))
}

function writeText(text: string, out: number[]): void {
  const bytes = new TextEncoder().encode(text)
  const length = new Uint8Array(new Uint32Array([bytes.length]).buffer)
  out.push(0x58, ...length)
  for (const byte of bytes) out.push(byte)
}

function writeGlobal(name: string, out: number[]): void {
  out.push(0x63)
  for (const byte of new TextEncoder().encode(`${name.replace(' ', '\n')}\n`)) out.push(byte)
}
