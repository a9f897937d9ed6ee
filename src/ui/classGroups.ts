import type { Instance } from '../domain/instance.ts'

export interface ClassGroup {
  readonly label: string
  /** Best score first; what a person made comes before what a model found. */
  readonly instances: readonly Instance[]
}

/** The rows of the class list, by name, so that a class keeps its place (and its digit key) while counts change. */
export function groupByClass(instances: readonly Instance[]): readonly ClassGroup[] {
  const groups = new Map<string, Instance[]>()
  for (const instance of instances) {
    const group = groups.get(instance.label)
    if (group === undefined) groups.set(instance.label, [instance])
    else group.push(instance)
  }
  return [...groups]
    .map(([label, members]) => ({
      label,
      instances: members.sort((a, b) => (b.score ?? 2) - (a.score ?? 2)),
    }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'))
}
