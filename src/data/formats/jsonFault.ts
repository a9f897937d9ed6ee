const TOKEN =
  /[\s]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y

type Expect = 'value' | 'key' | 'colon' | 'next'

/**
 * Where a text stops being JSON (RFC 8259). Engines tell this in their own words or not at all, so that it is found
 * again once a parse has failed.
 */
export function jsonFault(text: string): number {
  const open: ('{' | '[')[] = []
  let expect: Expect = 'value'
  let mayClose = false
  TOKEN.lastIndex = 0
  for (;;) {
    const start = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) return faultStart(text, start)
    const [, mark, string] = match
    const at = TOKEN.lastIndex - (mark ?? string ?? match[3] ?? '').length
    if (mark === '{' || mark === '[') {
      if (expect !== 'value') return at
      open.push(mark)
      expect = mark === '{' ? 'key' : 'value'
      mayClose = true
      continue
    }
    if (mark === '}' || mark === ']') {
      const isFit = open.pop() === (mark === '}' ? '{' : '[')
      if (!isFit || !(expect === 'next' || mayClose)) return at
      expect = 'next'
    } else if (mark === ',') {
      if (expect !== 'next' || open.length === 0) return at
      expect = open.at(-1) === '{' ? 'key' : 'value'
    } else if (mark === ':') {
      if (expect !== 'colon') return at
      expect = 'value'
    } else if (expect === 'key') {
      if (string === undefined) return at
      expect = 'colon'
    } else {
      if (expect !== 'value') return at
      expect = 'next'
    }
    mayClose = false
  }
}

function faultStart(text: string, from: number): number {
  const rest = /\S/g
  rest.lastIndex = from
  return rest.exec(text)?.index ?? text.length
}
