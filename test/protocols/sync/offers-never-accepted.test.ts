/** Several names want packs and take none. Real hosts on loopback, so that it is tried against a whole server. */
import { expect, test } from 'vitest'
import { SYNC_LIMITS, SYNC_PROTOCOL } from '../../../src/protocols/sync/limits.ts'
import { encodeMessage, parseServerMessage } from '../../../src/protocols/sync/messages.ts'
import { connect, within } from '../../network/hosts.ts'
import { startNode, type TestNode } from '../nodes.ts'
import { notes, SampleCube } from '../sample.ts'

const { maxPacks, maxPacksPerPeer } = SYNC_LIMITS

/** Wants the cube, and says what the first answer is. The stream stays open. */
async function want(eve: TestNode, alice: TestNode, cube: SampleCube): Promise<string> {
  const { hash } = await eve.handshake.agreementFor(alice.host.peerId)
  const channel = await eve.host.open(alice.host.peerId, SYNC_PROTOCOL)
  await channel.write(encodeMessage({ type: 'open', agreement: hash }))
  const [id, commit] = [cube.id, cube.tip.cid]
  await channel.write(encodeMessage({ type: 'want', cube: id, commit, have: [], skip: [], nodesHeld: false }))
  return parseServerMessage((await within(channel.read(), 'an answer'))!).type
}

test('offers that nobody accepts, as many as packs may be sent, keep no newcomer from a pull', async () => {
  const alice = await startNode('alice')
  const cube = new SampleCube()
  await cube.commit(notes(20))
  alice.serve(cube, cube.head(1).bytes)
  const eves = await Promise.all(
    Array.from({ length: maxPacks / maxPacksPerPeer }, (_, i) => startNode(`${i}`)),
  )
  for (const eve of eves) {
    await connect(eve.host, alice.host)
    for (let i = 0; i < maxPacksPerPeer; i++) expect(await want(eve, alice, cube)).toBe('offer')
  }
  const bob = await startNode('bob')
  await connect(bob.host, alice.host)
  const { blocks } = await bob.sync.pull(alice.host.peerId, {
    cube: cube.id,
    commit: cube.tip.cid,
    genesis: cube.genesis.bytes,
    flip: bob.receiver.flip.bind(bob.receiver),
  })
  expect(blocks).toBeGreaterThan(20)
})
