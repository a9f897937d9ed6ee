import { readFile } from 'node:fs/promises'
import { parseOfficialWeights, type OfficialWeights } from '../../src/domain/officialWeights.ts'

export async function readOfficialList(file: string): Promise<readonly OfficialWeights[]> {
  return parseOfficialWeights(JSON.parse(await readFile(file, 'utf8')))
}
