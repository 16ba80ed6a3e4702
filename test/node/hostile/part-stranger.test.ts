// A stranger who asks a node for what it holds a part of: over sync, block by block, and on the DHT.
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { strangerTo } from '../../helpers/stranger.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

test('gets nothing of it, and does not find it there', { timeout: 120_000 }, async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const { cube } = await alice.call('create', { name: 'notes', topics: ['zoo'] })
  for (const key of ['cooking/1', 'gardens/1'])
    await alice.call('add', { cube, key, text: `what stands under ${key}` })
  const { head } = await alice.call('publish', { cube })
  const bob = await temporaryNode('bob', { network: {} })
  await bob.call('pull', { cube, from: alice.addresses()[0], filter: ['cooking/'] })
  const { memory } = await bob.call('get', { cube, key: 'cooking/1' })
  await alice.close()

  const eve = await strangerTo(bob)
  const found = await eve.ask({ type: 'heads', cubes: [CID.parse(cube)], limit: 10 })
  expect(found).toMatchObject({ type: 'found', items: [] })
  expect(await eve.ask({ type: 'heads', topic: 'zoo', limit: 10 })).toMatchObject({ items: [] })
  const commit = (await bob.call('show', { cube })).head
  expect(await eve.want(cube, commit)).toMatchObject({ type: 'refused', refusal: { code: 'ERR_NOT_FOUND' } })
  for (const block of [cube, commit, memory]) expect(await eve.block(block)).toBeUndefined()
  expect(await eve.providers(CID.parse(cube))).not.toContain(bob.peerId)
  expect(head).toBeDefined()
})
