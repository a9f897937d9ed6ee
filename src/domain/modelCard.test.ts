import { describe, expect, it } from 'vitest'
import { LimnError } from './failure.ts'
import { parseModelCard, type ModelCard } from './modelCard.ts'

const card: ModelCard = {
  id: 'toy',
  name: 'Toy',
  architecture: 'toy-net',
  summary: 'Finds toys.',
  input: { width: 8, height: 8, resize: 'fit', mean: [1, 2, 3], deviation: [4, 5, 6] },
  classes: [{ id: 1, name: 'ball' }],
  layout: 'nhwc',
  parameters: 12,
  files: [{ name: 'weights.safetensors', bytes: 64, sha256: 'a'.repeat(64), dtypes: ['float16'] }],
  licence: 'Apache-2.0',
  notices: ['Copyright the toy makers.'],
  origin: 'Made here.',
  sources: [{ package: 'toys', version: '1.0.0', file: 'toy.onnx', sha256: 'b'.repeat(64) }],
  converterVersion: 1,
  limits: ['Knows balls only.'],
}

function refusal(json: unknown): string {
  try {
    parseModelCard(json)
  } catch (error) {
    if (error instanceof LimnError) return error.failure.message
  }
  return 'accepted'
}

describe('parseModelCard', () => {
  it('reads back a card written as JSON', () => {
    expect(parseModelCard(JSON.parse(JSON.stringify(card)))).toEqual(card)
  })

  it('leaves out fields that it does not know', () => {
    expect(parseModelCard({ ...card, mood: 'sunny' })).toEqual(card)
  })

  it.each([
    [null, 'The model card is not a JSON object.'],
    [[card], 'The model card is not a JSON object.'],
    [{ ...card, id: '' }, 'The model card should have text at id.'],
    [
      { ...card, parameters: 1.5 },
      'The model card should have a positive whole number at parameters.',
    ],
    [{ ...card, layout: 'nchw' }, 'The model card should have nhwc or torch at layout.'],
    [{ ...card, input: 3 }, 'The model card should have an object at input.'],
    [{ ...card, notices: 'none' }, 'The model card should have a list at notices.'],
    [{ ...card, classes: [{ id: 1 }] }, 'The model card should have text at classes[0].name.'],
    [
      { ...card, input: { ...card.input, mean: [1, 2] } },
      'The model card should have three numbers at input.mean.',
    ],
  ])('refuses %j with a sentence that names the field', (json, message) => {
    expect(refusal(json)).toBe(message)
  })

  it('refuses a hash that is none and a file outside its folder', () => {
    const [file] = card.files
    expect(refusal({ ...card, files: [{ ...file, sha256: 'ABC' }] })).toContain('files[0].sha256')
    expect(refusal({ ...card, files: [{ ...file, name: '../secret' }] })).toContain('plain name')
    expect(refusal({ ...card, files: [{ ...file, dtypes: ['int8'] }] })).toContain('"int8"')
  })
})
