/** A photo of public/samples/index.json. */
export interface Sample {
  /** File name, as `addSample` takes it. */
  readonly file: string
  readonly title: string
  readonly credit: string
  readonly url: string
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Reads the index; entries that are not what they should be are left out. */
export function parseSamples(json: unknown, baseUrl: string): readonly Sample[] {
  if (!Array.isArray(json)) return []
  return json.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const { file, title, credit } = entry
    if (typeof file !== 'string' || typeof title !== 'string') return []
    return [
      {
        file,
        title,
        credit: typeof credit === 'string' ? credit : '',
        url: `${baseUrl}samples/${encodeURIComponent(file)}`,
      },
    ]
  })
}

/** The sample photos of this copy of Limn; none when it was built without them. */
export async function fetchSamples(
  baseUrl: string,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  try {
    const response = await fetch(`${baseUrl}samples/index.json`, { signal })
    return response.ok ? parseSamples(await response.json(), baseUrl) : []
  } catch {
    return []
  }
}
