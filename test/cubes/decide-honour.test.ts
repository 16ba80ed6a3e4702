import { describe, expect, it } from 'vitest'
import type { Tombstone } from '../../src/core/cube/index.ts'
import { decideHonour, isReturned, type Signed } from '../../src/cubes/forgotten/decide-honour.ts'
import type { Forgotten } from '../../src/cubes/forgotten/shelf.ts'
import { cidOf, cube, didOf, keyOf } from '../sharing/values.ts'

const tombstone = (name: string): Tombstone => ({
  v: 1,
  t: 'memcube/tombstone',
  cube,
  memory: cidOf(name),
  author: keyOf('alice'),
  time: 1,
  sig: new Uint8Array(64),
})
const signed = (...names: string[]): Signed =>
  new Map(names.map((name) => [cidOf(name).toString(), tombstone(name)]))
const kept = (name: string, more: Partial<Forgotten> = {}): Forgotten => ({
  cube: cube.toString(),
  memory: cidOf(name).toString(),
  time: 1,
  author: didOf('alice'),
  done: true,
  ...more,
})
const always = (): boolean => true
const byTombstone = { tombstone: new Uint8Array([1]) }

describe('the tombstones of a state', () => {
  it('have a memory forgotten once', () => {
    expect(decideHonour([], signed('a', 'b'), always)).toEqual({
      fresh: [tombstone('a'), tombstone('b')],
      lifted: [],
    })
    expect(decideHonour([kept('a', byTombstone)], signed('a', 'b'), always).fresh).toEqual([tombstone('b')])
  })

  it('replace what was forgotten in this home alone', () => {
    expect(decideHonour([kept('a')], signed('a'), always)).toEqual({ fresh: [tombstone('a')], lifted: [] })
  })

  it('lift what they do not have any more', () => {
    const known = [kept('a', byTombstone), kept('b', byTombstone)]
    expect(decideHonour(known, signed('b'), always)).toEqual({ fresh: [], lifted: [known[0]] })
  })

  it('lift nothing whose tombstone came with a state that they do not follow', () => {
    const known = [kept('a', { ...byTombstone, at: 'one' }), kept('b', { ...byTombstone, at: 'other' })]
    const { lifted } = decideHonour(known, signed(), ({ at }) => at === 'other')
    expect(lifted).toEqual([known[1]])
  })

  it('never lift what was forgotten in this home alone', () => {
    expect(decideHonour([kept('a')], signed(), always)).toEqual({ fresh: [], lifted: [] })
  })

  it('refuse a change that brings back what they name', () => {
    expect(isReturned(signed('a'), cidOf('a'))).toBe(true)
    expect(isReturned(signed('a'), cidOf('b'))).toBe(false)
    expect(isReturned(signed('a'), undefined)).toBe(false)
  })
})
