import { describe, expect, it } from 'vitest'
import { PackPlaces, type PackHolder, type PackPlace } from '../../../src/protocols/sync/pack-places.ts'

const LIMITS = { packs: 2, packsPerPeer: 2, offers: 4, stalledMs: 5_000 }

/** Packs by name, and what became of each. */
function world(limits: Partial<typeof LIMITS> = {}) {
  const places = new PackPlaces({ ...LIMITS, ...limits })
  const begun: string[] = []
  const lost: string[] = []
  const stalled = new Map<string, number>()
  const open = (name: string): PackPlace => {
    const holder: PackHolder = {
      peerId: name.split(' ')[0]!,
      stalledMs: () => stalled.get(name) ?? 0,
      giveUp: () => void lost.push(name),
    }
    return places.open(holder)
  }
  const begin = async (name: string, place = open(name)): Promise<PackPlace> => {
    void place.begin().then(() => begun.push(name))
    await Promise.resolve()
    return place
  }
  return { begun, lost, stalled, open, begin }
}

describe('the places of packs', () => {
  it('are held from the acceptance on: offers take none', async () => {
    const { begun, begin, open } = world()
    for (let i = 0; i < 4; i++) open(`eve ${i}`)
    await begin('alice')
    expect(begun).toEqual(['alice'])
  })

  it('go to who has fewest, and then in the order of coming', async () => {
    const { begun, lost, begin } = world()
    const first = await begin('eve 1')
    await begin('eve 2')
    for (const name of ['eve 3', 'eve 4', 'alice', 'bob']) await begin(name)
    expect(begun).toEqual(['eve 1', 'eve 2'])
    first.end()
    await Promise.resolve()
    expect([begun, lost]).toEqual([['eve 1', 'eve 2', 'alice'], []])
  })

  it('are no more for one peer than its share, however many are free', async () => {
    const { begun, begin } = world({ packs: 5 })
    for (const name of ['eve 1', 'eve 2', 'eve 3', 'alice']) await begin(name)
    expect(begun).toEqual(['eve 1', 'eve 2', 'alice'])
  })

  it('are taken from who lets a pack stall, when another waits and not before', async () => {
    const { begun, lost, stalled, begin } = world()
    await begin('eve 1')
    await begin('eve 2')
    stalled.set('eve 2', 5_000)
    expect(lost).toEqual([])
    const alice = await begin('alice')
    expect([begun.at(-1), lost]).toEqual(['alice', ['eve 2']])
    await begin('bob')
    expect(begun).not.toContain('bob')
    alice.end()
    await Promise.resolve()
    expect(begun).toContain('bob')
  })

  it('and offers beyond their number cost the peer with most of them its oldest', () => {
    const { lost, open } = world()
    for (const name of ['alice', 'eve 1', 'eve 2', 'eve 3', 'bob']) open(name)
    expect(lost).toEqual(['eve 1'])
  })

  it('are free again once, however often a pack ends', async () => {
    const { begun, begin } = world()
    const place = await begin('eve 1')
    await begin('eve 2')
    place.end()
    place.end()
    await begin('alice')
    await begin('bob')
    expect(begun).toEqual(['eve 1', 'eve 2', 'alice'])
  })
})
