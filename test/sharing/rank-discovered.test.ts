import { describe, expect, it } from 'vitest'
import { topicCid } from '../../src/core/cube/index.ts'
import type { Offer } from '../../src/sharing/interface.ts'
import { maxDiscovered, rankDiscovered } from '../../src/sharing/rank-discovered.ts'

const offer = (peerId: string, cube: string): Offer =>
  ({ peerId, cube: topicCid(cube), head: { seq: 1 }, genesis: { name: cube } }) as Offer
const names = (offers: Offer[], networkOf: (peerId: string) => string = () => 'one'): string[] =>
  rankDiscovered(offers, networkOf).shown.map(({ offer: { genesis } }) => genesis.name)

describe('cubes that peers offer', () => {
  it('are taken in turn from each peer, so that many names with many cubes do not hide one', () => {
    const eves = Array.from({ length: 6 }, (_, eve) =>
      Array.from({ length: 1_024 }, (__, i) => offer(`eve ${eve}`, `bad ${eve} ${i}`)),
    ).flat()
    const { shown, leftOut } = rankDiscovered([...eves, offer('alice', 'honest')], () => 'one')
    expect(shown.slice(0, 7).map(({ offer: { genesis } }) => genesis.name)).toContain('honest')
    expect(shown).toHaveLength(maxDiscovered)
    expect(leftOut).toBe(6 * 1_024 + 1 - maxDiscovered)
  })

  it('are ranked by the networks of their seeds, not by their names', () => {
    const offers = [
      ...['eve 1', 'eve 2', 'eve 3'].map((peer) => offer(peer, 'bad')),
      ...['alice', 'bob'].map((peer) => offer(peer, 'honest')),
    ]
    expect(names(offers, (peer) => (peer.startsWith('eve') ? 'eve' : peer))).toEqual(['honest', 'bad'])
  })

  it('are ranked by seeds and by name where all else is equal', () => {
    expect(names([offer('a', 'y'), offer('b', 'x'), offer('c', 'z'), offer('d', 'z')])).toEqual([
      'z',
      'x',
      'y',
    ])
  })

  it('count each peer once, whatever it says again', () => {
    const [one] = rankDiscovered([offer('a', 'x'), offer('a', 'x')], () => '').shown
    expect(one?.seeds.size).toBe(1)
  })
})
