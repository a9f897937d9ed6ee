import { describe, expect, it } from 'vitest'
import { childNamed, parseXml } from './parseXml.ts'

describe('parseXml', () => {
  it('reads elements, text, entities and CDATA, and passes over the rest', () => {
    const root = parseXml(`<?xml version="1.0"?>
<!DOCTYPE annotation [<!ENTITY bomb "boom">]>
<!-- a > comment -->
<annotation verified="a > b">
  <filename>a &amp; b&#x21; &bomb;</filename>
  <empty/>
  <raw><![CDATA[1 < 2]]></raw>
</annotation>`)
    expect(root.name).toBe('annotation')
    expect(root.line).toBe(4)
    expect(childNamed(root, 'filename')?.text).toBe('a & b! &bomb;')
    expect(childNamed(root, 'empty')).toEqual({ name: 'empty', text: '', children: [], line: 6 })
    expect(childNamed(root, 'raw')?.text).toBe('1 < 2')
  })

  it.each([
    ['<a>\n<b></a>', 'line 2', '</a> closes <b>.'],
    ['<a>\n\n<b>', 'line 3', '<b> is never closed.'],
    ['', 'line 1', 'There is no element.'],
    ['<a/>\n<b/>', 'line 2', 'A second root element begins.'],
    ['<a><!-- ', 'line 1', 'A comment has no end.'],
    ['<a>'.repeat(70), 'line 1', 'Elements are nested too deeply.'],
  ])('says where %j is broken', (source, place, why) => {
    expect(() => parseXml(source)).toThrow(expect.objectContaining({ place, why }))
  })
})
