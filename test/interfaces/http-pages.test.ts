import { describe, expect, test } from 'vitest'
import { createCursors } from '../../src/interfaces/http/cursor.ts'
import { pageOf, readPage, type PageRequest } from '../../src/interfaces/http/page.ts'
import type { List } from '../../src/interfaces/http/routes/route.ts'

const cursors = createCursors('secret')
const refused = expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error
const list: List = { field: 'items', id: (item: unknown) => String(item) }
const page = (items: string[], query: Record<string, unknown>) => {
  const { page: asked } = readPage('/v1/items', query, cursors)
  const answer = pageOf(list, asked, { items }, cursors)
  return { items: answer['items'], next: answer['next'] }
}

describe('a cursor', () => {
  const sealed = cursors.seal('/v1/items?[]', { id: 'b', index: 2 })

  test('comes back to the list that gave it', () => {
    expect(cursors.open('/v1/items?[]', sealed)).toEqual({ id: 'b', index: 2 })
  })

  test('is none of another list, another home, or with a character changed', () => {
    expect(() => cursors.open('/v1/others?[]', sealed)).toThrow(refused)
    expect(() => createCursors('other').open('/v1/items?[]', sealed)).toThrow(refused)
    for (const at of [0, 10, 25])
      expect(() =>
        cursors.open(
          '/v1/items?[]',
          sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1),
        ),
      ).toThrow(refused)
    expect(() => cursors.open('/v1/items?[]', '')).toThrow(refused)
  })
})

describe('pages of a list', () => {
  test('are together the list, each item once', () => {
    const first = page(['a', 'b', 'c', 'd'], { limit: '2' })
    expect(first.items).toEqual(['a', 'b'])
    const second = page(['a', 'b', 'c', 'd'], { limit: '2', cursor: first.next })
    expect(second).toEqual({ items: ['c', 'd'], next: null })
  })

  test('leave out nothing when items went, and rather give one twice', () => {
    const { next } = page(['a', 'b', 'c', 'd'], { limit: '2' })
    expect(page(['a', 'c', 'd'], { limit: '2', cursor: next }).items).toEqual(['c', 'd'])
    expect(page(['b', 'c', 'd'], { limit: '2', cursor: next }).items).toEqual(['c', 'd'])
    expect(page([], { limit: '2', cursor: next })).toEqual({ items: [], next: null })
  })

  test('have 1 to 1,000 items, and 100 when nothing is said', () => {
    const sizeOf = (query: Record<string, unknown>): number =>
      readPage('/v1/items', query, cursors).page.limit
    expect([sizeOf({}), sizeOf({ limit: '1' }), sizeOf({ limit: '1000' })]).toEqual([100, 1, 1_000])
    for (const limit of ['0', '1001', '-1', '1.5', 'x', ['1', '2']])
      expect(() => readPage('/v1/items', { limit }, cursors)).toThrow(refused)
  })

  test('with other filters are another list', () => {
    const listOf = (query: Record<string, unknown>): PageRequest['list'] =>
      readPage('/v1/items', query, cursors).page.list
    expect(listOf({ a: '1', b: '2' })).toBe(listOf({ b: '2', a: '1' }))
    expect(listOf({ a: '1' })).not.toBe(listOf({ a: '2' }))
  })
})
