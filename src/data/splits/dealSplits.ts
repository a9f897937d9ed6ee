import type { SplitName } from '../../domain/dataset.ts'
import type { ImageRecord } from '../../domain/datasetRecord.ts'
import { createRandom } from '../../domain/random.ts'

export interface SplitShare {
  readonly split: SplitName
  /** Of all images; the shares sum to 1. */
  readonly share: number
}

export interface DealOptions {
  readonly shares: readonly SplitShare[]
  readonly seed: number
  /** Images that must not be parted, near-identical ones. */
  readonly together?: readonly (readonly number[])[]
}

type Dealt = Pick<ImageRecord, 'id' | 'classes'>

interface Group {
  readonly ids: readonly number[]
  readonly classes: readonly string[]
}

/** What a split still lacks of its share. */
interface Wanted {
  readonly split: SplitName
  images: number
  readonly classes: Map<string, number>
}

/**
 * Deals images into splits so that every class comes in proportion: iterative stratification (Sechidis, Tsoumakas and
 * Vlahavas, "On the Stratification of Multi-Label Data", 2011). The rarest class goes first, each of its images to the
 * split that lacks that class the most. The same seed deals the same way.
 */
export function dealSplits(
  images: readonly Dealt[],
  { shares, seed, together = [] }: DealOptions,
): ReadonlyMap<number, SplitName> {
  const groups = createRandom(seed).shuffle(groupImages(images, together))
  const holders = new Map<string, Set<Group>>()
  for (const group of groups) {
    for (const name of group.classes) {
      holders.set(name, (holders.get(name) ?? new Set<Group>()).add(group))
    }
  }
  const wanted: readonly Wanted[] = shares.map(({ split, share }) => ({
    split,
    images: share * images.length,
    classes: new Map([...holders].map(([name, set]) => [name, share * set.size])),
  }))
  const dealt = new Map<number, SplitName>()
  const deal = (group: Group, name: string | null): void => {
    const best = wanted.reduce((top, each) => (lacksMore(each, top, name) ? each : top))
    best.images -= group.ids.length
    for (const id of group.ids) dealt.set(id, best.split)
    for (const held of group.classes) {
      best.classes.set(held, (best.classes.get(held) ?? 0) - 1)
      holders.get(held)?.delete(group)
    }
  }
  for (;;) {
    const rarest = [...holders]
      .filter(([, set]) => set.size > 0)
      .sort(([a, setA], [b, setB]) => setA.size - setB.size || (a < b ? -1 : 1))[0]
    if (rarest === undefined) break
    for (const group of [...rarest[1]]) deal(group, rarest[0])
  }
  for (const group of groups) if (group.classes.length === 0) deal(group, null)
  return dealt
}

/** By the class first; of equals the split that lacks more images. */
function lacksMore(a: Wanted, b: Wanted, name: string | null): boolean {
  const byClass = name === null ? 0 : (a.classes.get(name) ?? 0) - (b.classes.get(name) ?? 0)
  return byClass > 0 || (byClass === 0 && a.images > b.images)
}

function groupImages(
  images: readonly Dealt[],
  together: readonly (readonly number[])[],
): readonly Group[] {
  const byId = new Map(images.map((image) => [image.id, image]))
  const groups: Group[] = []
  for (const ids of [...together, ...images.map(({ id }) => [id])]) {
    const members = ids.flatMap((id) => byId.get(id) ?? [])
    if (members.length === 0) continue
    for (const { id } of members) byId.delete(id)
    groups.push({
      ids: members.map(({ id }) => id),
      classes: [...new Set(members.flatMap(({ classes }) => Object.keys(classes)))],
    })
  }
  return groups
}
