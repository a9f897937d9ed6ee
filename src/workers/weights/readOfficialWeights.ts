import { fail } from '../../domain/failure.ts'
import { parseOfficialWeights, type OfficialWeights } from '../../domain/officialWeights.ts'
import { publicUrl } from '../publicUrl.ts'

/** The list that came with this Limn. Throws a LimnError. */
export async function readOfficialWeights(): Promise<readonly OfficialWeights[]> {
  const response = await fetch(publicUrl('official-weights.json'))
  return parseOfficialWeights(await response.json().catch(() => null))
}

export async function requireOfficialWeights(id: string): Promise<OfficialWeights> {
  const weights = await readOfficialWeights()
  return (
    weights.find((offer) => offer.id === id) ??
    fail('bad-request', `Limn knows no official weights “${id}”.`, 'Reload the page.')
  )
}
