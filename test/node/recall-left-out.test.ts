// An answer of recall says which cubes were not asked, and why: a person who finds nothing has to know where else to look.
import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }

test(
  'cubes of lower tiers and of blocked authors are counted by why they did not answer',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'walruses sleep on ice' })
    await alice.call('publish', { cube: 'notes' })
    const bob = await temporaryNode('bob', online)
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    const notAsked = async (more: object = {}): Promise<unknown> =>
      (await bob.call('recall', { query: 'walruses', ...more })).not_asked
    expect(await notAsked()).toEqual([{ why: 'community', cubes: 1, memories: 1 }])
    expect(await notAsked({ tier: 'community' })).toEqual([])
    await bob.call('block', { target: alice.author })
    expect(await notAsked()).toEqual([{ why: 'blocked', cubes: 1, memories: 1 }])
    expect(await notAsked({ cubes: ['notes'] })).toEqual([{ why: 'blocked', cubes: 1, memories: 1 }])
    // No tier shows what a blocked author wrote, in their cube or in one that took it in.
    const found = async (): Promise<unknown> =>
      (await bob.call('recall', { query: 'walruses', tier: 'quarantined' })).results
    expect(await found()).toEqual([])
    expect(await notAsked({ tier: 'quarantined' })).toEqual([{ why: 'blocked', cubes: 1, memories: 1 }])
    await bob.call('fork', { cube: 'notes', name: 'mine' })
    expect(await found()).toEqual([])
    // Who names a memory sees it, and that its author is blocked.
    for (const named of ['notes', 'mine'])
      expect(await bob.call('get', { cube: named, key: 'k' })).toMatchObject({
        body: 'walruses sleep on ice',
        tier: 'quarantined',
        blocked: true,
      })
    expect(await alice.call('get', { cube: 'notes', key: 'k' })).toMatchObject({ blocked: false })
    // An error names people as they are called here.
    await bob.call('trust', { author: alice.author, nickname: 'al' })
    await expect(bob.call('pull', { cube, from: alice.addresses()[0] })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: 'the author al is blocked here',
      hint: expect.stringContaining(alice.author) as string,
    })
    await bob.call('trust', { author: alice.author, tier: 'quarantined' })
    expect(await notAsked({ tier: 'community' })).toEqual([{ why: 'quarantined', cubes: 1, memories: 1 }])
  },
)
