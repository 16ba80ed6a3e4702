import { describe, expect, it, test } from 'vitest'
import { originOf } from '../../../src/interfaces/gateway/origin-of-address.ts'
import { Places, type PlaceLimits } from '../../../src/interfaces/gateway/places.ts'

const limits: PlaceLimits = { perAddress: 4, perNetwork: 6, inAll: 8, safeMs: 1_000 }

/** Takes places one after another, at times 0, 1, 2, ... @returns what became of each */
function visits(addresses: readonly string[], wanted: Partial<PlaceLimits> = {}, startMs = 0): string[] {
  const places = new Places<string>({ ...limits, ...wanted })
  return addresses.map((address, at) => {
    const taken = places.take(`${address} #${at}`, originOf(address), startMs + at)
    return taken.type === 'refused' ? `refused: ${taken.full}` : (taken.givesWay ?? 'in')
  })
}

const times = (count: number, addressOf: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => addressOf(at))

describe('who has a place', () => {
  it('one address has its share and no more', () => {
    expect(visits(times(5, () => '10.0.0.1'))).toEqual(['in', 'in', 'in', 'in', 'refused: address'])
  })

  it('a visitor who holds all that his address may leaves room for his neighbours', () => {
    const eve = times(4, () => '10.0.0.1')
    expect(visits([...eve, '10.0.0.2', '10.0.0.3', '10.0.0.4']).slice(4)).toEqual(['in', 'in', '10.0.0.1 #0'])
  })

  it('a /64 of IPv6 is one address', () => {
    expect(visits(times(5, (at) => `2001:db8:1:1::${at + 1}`)).at(-1)).toBe('refused: address')
  })

  it.each([
    ['addresses of one network', (at: number) => `10.0.0.${at}`, 6],
    ['networks of one region', (at: number) => `10.0.${at}.1`, 8],
    ['networks of one region of IPv6', (at: number) => `2001:db8:${at}::1`, 8],
  ])('who comes from all %s gives way to a newcomer from elsewhere', (_, addressOf, all) => {
    const eve = times(all, addressOf)
    const bob = ['192.0.2.1', '192.0.2.1', '192.0.2.1']
    const last = visits([...eve, ...bob], { inAll: all }).slice(all)
    expect(last).toEqual([0, 1, 2].map((at) => `${addressOf(at)} #${at}`))
  })

  it('a newcomer takes no place of somebody who holds as few, until that one had his for long', () => {
    const crowd = times(8, (at) => `10.${at}.0.1`)
    expect(visits([...crowd, '192.0.2.1']).at(-1)).toBe('refused: all')
    expect(visits([...crowd, '192.0.2.1'], { safeMs: 8 }).at(-1)).toBe('10.0.0.1 #0')
  })

  it('whoever holds most of all takes nobody else his place', () => {
    const addresses = [...times(4, () => '10.0.0.1'), ...times(4, (at) => `192.${at}.2.1`), '10.0.0.2']
    expect(visits(addresses).at(-1)).toBe('10.0.0.1 #0')
  })

  it('a place that is freed, once or again, is free once', () => {
    const places = new Places<string>({ ...limits, inAll: 1 })
    const first = places.take('alice', originOf('10.0.0.1'), 0)
    if (first.type === 'refused') throw new Error('the first is let in')
    places.free(first.place)
    places.free(first.place)
    expect(places.take('bob', originOf('10.0.0.2'), 0)).toMatchObject({ type: 'taken', givesWay: undefined })
    expect(places.take('carol', originOf('10.0.0.3'), 0)).toEqual({ type: 'refused', full: 'all' })
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2', '192.0'],
  ['::ffff:192.0.2.9', '192.0.2.9', '192.0.2', '192.0'],
  ['2001:db8:1::7', '2001:db8:1:0', '2001:db8:1', '2001:db8'],
  ['2001:0db8:0001:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1', '2001:db8'],
  ['::1', '0:0:0:0', '0:0:0', '0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0', 'fe80:0:0', 'fe80:0'],
  [undefined, 'unknown', 'unknown', 'unknown'],
])('%s is the address %s, in %s, in %s', (given, address, network, region) => {
  expect(originOf(given)).toEqual({ address, network, region })
})
