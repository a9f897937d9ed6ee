import { useEffect, useRef, useState } from 'react'
import type { ImageRecord } from '../../domain/datasetRecord.ts'
import { useLimn } from '../useLimn.ts'

/** Thumbnails held as object URLs; the oldest go first. */
const MAX_HELD = 600

/** Object URLs of the thumbnails of these images, by the SHA-256 of the picture; they arrive as they are read. */
export function useThumbnails(images: readonly ImageRecord[]): Readonly<Record<string, string>> {
  const readThumbnails = useLimn((state) => state.readThumbnails)
  const [urls, setUrls] = useState<Readonly<Record<string, string>>>({})
  const asked = useRef(new Set<string>())
  const held = useRef(new Map<string, string>())

  useEffect(() => {
    const missing = images.filter(({ sha256 }) => !asked.current.has(sha256))
    if (missing.length === 0) return
    for (const { sha256 } of missing) asked.current.add(sha256)
    readThumbnails(missing.map(({ id }) => id)).then(
      (blobs) => {
        missing.forEach(({ sha256 }, index) => {
          const blob = blobs[index]
          if (blob instanceof Blob) held.current.set(sha256, URL.createObjectURL(blob))
        })
        for (const [sha256, url] of held.current) {
          if (held.current.size <= MAX_HELD) break
          URL.revokeObjectURL(url)
          held.current.delete(sha256)
          asked.current.delete(sha256)
        }
        setUrls(Object.fromEntries(held.current))
      },
      () => {
        // Asked for again when they come into sight the next time.
        for (const { sha256 } of missing) asked.current.delete(sha256)
      },
    )
  }, [images, readThumbnails])

  useEffect(() => {
    const all = held.current
    const names = asked.current
    return () => {
      for (const url of all.values()) URL.revokeObjectURL(url)
      all.clear()
      names.clear()
    }
  }, [])

  return urls
}
