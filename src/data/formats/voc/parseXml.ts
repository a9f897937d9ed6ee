import { FieldError, lineAt } from '../fields.ts'

export interface XmlElement {
  readonly name: string
  /** The text directly inside, trimmed, entities resolved. */
  readonly text: string
  readonly children: readonly XmlElement[]
  /** Where it begins, counted from 1. */
  readonly line: number
}

const MAX_DEPTH = 64
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

interface OpenElement {
  readonly name: string
  readonly line: number
  readonly children: XmlElement[]
  text: string
}

/**
 * Reads XML as annotation files use it: elements and text. Attributes are passed over; a document type is skipped and
 * none of its entities is ever expanded. A worker has no DOMParser. Throws a FieldError with the line.
 */
export function parseXml(source: string): XmlElement {
  const open: OpenElement[] = []
  const roots: XmlElement[] = []
  let at = 0
  let line = 1
  let lineCountedTo = 0

  const fault = (why: string): never => {
    throw new FieldError(`line ${lineAt(source, at)}`, why)
  }
  const skipPast = (end: string, what: string) => {
    const found = source.indexOf(end, at)
    if (found < 0) fault(`${what} has no end.`)
    at = found + end.length
  }
  const lineHere = () => {
    for (; lineCountedTo < at; lineCountedTo++) if (source[lineCountedTo] === '\n') line += 1
    return line
  }
  const close = (element: OpenElement) => {
    const done: XmlElement = { ...element, text: element.text.trim() }
    const parent = open.at(-1)
    if (parent === undefined) roots.push(done)
    else parent.children.push(done)
  }

  while (at < source.length) {
    const tag = source.indexOf('<', at)
    const textEnd = tag < 0 ? source.length : tag
    const inside = open.at(-1)
    if (inside !== undefined) inside.text += resolveEntities(source.slice(at, textEnd))
    if (tag < 0) break
    at = tag
    if (source.startsWith('<!--', at)) skipPast('-->', 'A comment')
    else if (source.startsWith('<![CDATA[', at)) {
      const start = at + 9
      skipPast(']]>', 'A CDATA section')
      if (inside !== undefined) inside.text += source.slice(start, at - 3)
    } else if (source.startsWith('<?', at)) skipPast('?>', 'A processing instruction')
    else if (source.startsWith('<!', at)) at = endOfDoctype(source, at) ?? fault('A <! has no end.')
    else if (source.startsWith('</', at)) {
      const end = source.indexOf('>', at)
      if (end < 0) fault('A closing tag has no end.')
      const name = source.slice(at + 2, end).trim()
      const element = open.pop()
      if (element === undefined) return fault(`</${name}> closes nothing.`)
      if (element.name !== name) fault(`</${name}> closes <${element.name}>.`)
      close(element)
      at = end + 1
    } else {
      const end = endOfTag(source, at)
      if (end === null) return fault('A tag has no end.')
      const name = /^<([^\s/>]+)/.exec(source.slice(at, end))?.[1]
      if (name === undefined) return fault('A tag has no name.')
      if (open.length >= MAX_DEPTH) fault('Elements are nested too deeply.')
      if (open.length === 0 && roots.length > 0) fault('A second root element begins.')
      const element: OpenElement = { name, line: lineHere(), children: [], text: '' }
      if (source[end - 1] === '/') close(element)
      else open.push(element)
      at = end + 1
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) fault(`<${unclosed.name}> is never closed.`)
  return roots[0] ?? fault('There is no element.')
}

export function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}

/** The `>` of a tag; one inside quotes does not count. */
function endOfTag(source: string, start: number): number | null {
  let quote = ''
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at] ?? ''
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
    else if (character === '<') return null
  }
  return null
}

/** Past a document type, with its internal subset if it has one. */
function endOfDoctype(source: string, start: number): number | null {
  const bracket = source.indexOf('[', start)
  const end = source.indexOf('>', start)
  if (end < 0) return null
  if (bracket < 0 || bracket > end) return end + 1
  const close = source.indexOf(']', bracket)
  const after = close < 0 ? -1 : source.indexOf('>', close)
  return after < 0 ? null : after + 1
}

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const isHex = /^#x/i.test(name)
    const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
