import { expect, it } from 'vitest'
import { gridLayout } from './gridLayout.ts'

it('keeps only the rows in sight, however many images there are', () => {
  const layout = gridLayout({ scrollTop: 20_000, width: 800, height: 600, count: 10_000 })
  expect(layout.columns).toBe(5)
  expect(layout.end - layout.first).toBeLessThan(50)
  const first = layout.place(layout.first)
  const last = layout.place(layout.end - 1)
  expect(first.top).toBeLessThan(20_000)
  expect(last.top).toBeGreaterThan(20_600 - layout.rowHeight)
  expect(layout.height).toBe(2000 * layout.rowHeight)
})

it('fills the width, on a phone too, and has nothing to show before it is measured', () => {
  const phone = gridLayout({ scrollTop: 0, width: 350, height: 600, count: 7 })
  expect(phone.columns).toBe(2)
  const { left, width } = phone.place(1)
  expect(left + width).toBeCloseTo(350)
  expect(phone.end).toBe(7)
  expect(gridLayout({ scrollTop: 0, width: 0, height: 0, count: 7 }).end).toBe(0)
})
