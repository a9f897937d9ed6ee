import { Inflate } from 'fflate'

/** Deflate can grow its input a thousandfold, so that one chunk never gives more than 64 MiB. */
const CHUNK_BYTES = 64 * 1024

export type InflateResult =
  | { readonly kind: 'done'; readonly parts: Uint8Array<ArrayBuffer>[] }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'damaged' }

/**
 * Inflates packed bytes piece by piece and stops as soon as they grow over `maxBytes`, whatever the archive promised.
 */
export async function inflateEntry(
  packed: Blob,
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal | undefined },
): Promise<InflateResult> {
  const unpacked: { parts: Uint8Array<ArrayBuffer>[]; bytes: number; isWhole: boolean } = {
    parts: [],
    bytes: 0,
    isWhole: false,
  }
  const inflate = new Inflate((part, isFinal) => {
    unpacked.bytes += part.length
    if (unpacked.bytes <= maxBytes) unpacked.parts.push(part)
    unpacked.isWhole = isFinal
  })
  for (let at = 0; at < packed.size || at === 0; at += CHUNK_BYTES) {
    signal?.throwIfAborted()
    const end = Math.min(at + CHUNK_BYTES, packed.size)
    const chunk = new Uint8Array(await packed.slice(at, end).arrayBuffer())
    try {
      inflate.push(chunk, end === packed.size)
    } catch {
      return { kind: 'damaged' }
    }
    if (unpacked.bytes > maxBytes) return { kind: 'too-large' }
  }
  return unpacked.isWhole ? { kind: 'done', parts: unpacked.parts } : { kind: 'damaged' }
}

/** As much of the beginning as the first packed bytes give. */
export function inflateHead(packedStart: Uint8Array): Uint8Array {
  let head: Uint8Array = new Uint8Array()
  const inflate = new Inflate((part) => {
    if (head.length === 0) head = part
  })
  try {
    inflate.push(packedStart)
  } catch {
    // Not deflated data after all: nothing is known of it.
  }
  return head
}
