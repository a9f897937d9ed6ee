import { useEffect, useState } from 'react'
import type { ShownPicture } from '../../domain/evaluation.ts'
import { useLimn } from '../useLimn.ts'

interface Loaded {
  readonly shown: ShownPicture | null
  readonly bitmap: ImageBitmap | null
}

const NOTHING: Loaded = { shown: null, bitmap: null }
/** Decoded pictures kept: those of a page of examples, and some to go back to. */
const MOST = 32

const cache = new Map<string, Promise<Loaded>>()

/** A picture of the open evaluation, decoded, with its objects; empty until it is there. */
export function usePicture(imageId: number): Loaded {
  const evaluationId = useLimn((state) => state.evaluationId)
  const read = useLimn((state) => state.showEvaluatedPicture)
  const key = `${evaluationId ?? ''} ${imageId}`
  const [loaded, setLoaded] = useState<{ key: string; value: Loaded }>({ key: '', value: NOTHING })
  useEffect(() => {
    let isWanted = true
    void fetchOnce(key, () => read(imageId)).then((value) => {
      if (isWanted) setLoaded({ key, value })
    })
    return () => {
      isWanted = false
    }
  }, [key, imageId, read])
  return loaded.key === key ? loaded.value : NOTHING
}

function fetchOnce(key: string, read: () => Promise<ShownPicture | null>): Promise<Loaded> {
  const known = cache.get(key)
  if (known !== undefined) return known
  const loading = load(read).catch(() => NOTHING)
  cache.set(key, loading)
  const [oldest] = cache.keys()
  // Its bitmap is freed with the last card that shows it.
  if (cache.size > MOST && oldest !== undefined) cache.delete(oldest)
  return loading
}

async function load(read: () => Promise<ShownPicture | null>): Promise<Loaded> {
  const shown = await read()
  if (shown === null) return NOTHING
  return { shown, bitmap: await createImageBitmap(shown.picture) }
}
