/** Gathers pieces into one Blob; a browser keeps a large one on disk. */
export async function collectBlob(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  type = 'application/octet-stream',
): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of pieces) parts.push(piece)
  return new Blob(parts, { type })
}
