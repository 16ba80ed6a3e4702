import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }

test(
  'a cube is followed by id, ticket or link before it is here: it is pulled first',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'first' })
    const published = (await alice.call('publish', { cube: 'notes' })) as { cube: string; ticket: string }
    const { cube, ticket } = published
    const { link, visibility } = await alice.call('link', { cube: 'notes' })
    expect(visibility).toBe('public')
    for (const target of [cube, ticket, link]) {
      const bob = await temporaryNode('bob', online)
      // A link says where to ask.
      if (target !== link) await bob.call('connect', { address: alice.addresses()[0] })
      expect(await bob.call('follow', { target })).toMatchObject({
        target: cube,
        following: true,
        pulled: { name: 'notes', memories: 1, from: alice.peerId },
      })
      expect(await bob.call('list', {})).toMatchObject({ cubes: [{ cube, role: 'followed' }] })
      expect(await bob.call('follow', { target }), 'the second time').toEqual({
        target: cube,
        following: true,
        notice: expect.stringContaining('nothing changed') as string,
      })
      await bob.close()
    }
    const eve = await temporaryNode('eve', online)
    await eve.call('connect', { address: alice.addresses()[0] })
    // Anybody can give a cube this name; whom to trust is said by an id.
    await expect(eve.call('follow', { target: 'notes' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(await eve.call('list', {})).toEqual({ cubes: [] })
  },
)

test('a cube that is not here and cannot be fetched is not followed, and the error says what is missing', async () => {
  const alice = await temporaryNode('alice')
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  const bob = await temporaryNode('bob')
  await expect(bob.call('follow', { target: cube })).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
    hint: expect.stringContaining('memcube daemon') as string,
  })
  expect(await bob.call('list', {})).toEqual({ cubes: [] })
})
