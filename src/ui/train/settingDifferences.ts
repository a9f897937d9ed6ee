import type { RunRequest } from '../../domain/training/trainingRun.ts'

export interface SettingDifference {
  /** "schedule base", "augmentation flip odds" */
  readonly name: string
  /** One a run, in the order asked for. */
  readonly values: readonly string[]
}

/** The settings in which runs differ, as words. Names and ids are no settings. */
export function settingDifferences(requests: readonly RunRequest[]): readonly SettingDifference[] {
  const flat = requests.map(({ data, start, imageSize, trainableStages, frozen = [], settings }) =>
    flatten({ data, start, imageSize, trainableStages, frozen: frozen.join(', '), ...settings }),
  )
  const names = [...new Set(flat.flatMap((values) => [...values.keys()]))]
  return names.flatMap((name) => {
    const values = flat.map((each) => each.get(name) ?? '–')
    return new Set(values).size < 2 ? [] : [{ name, values }]
  })
}

function flatten(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    return new Map([[path.map(spaced).join(' '), String(value)]])
  }
  return new Map(Object.entries(value).flatMap(([key, part]) => [...flatten(part, [...path, key])]))
}

/** "imageSize" to "image size". */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
