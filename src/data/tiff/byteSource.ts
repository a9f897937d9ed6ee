/** A file that is read part by part. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /** Bytes from `start` up to `end`, both inside the file. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
}

export function bytesOf(file: Blob): ByteSource {
  return {
    size: file.size,
    read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  }
}
