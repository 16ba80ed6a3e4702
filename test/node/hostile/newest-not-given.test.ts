// Eve passes on the newest head of alice's cube, which is true, and ends each stream before she gives its state; bob has the state before it.
import { randomBytes } from 'node:crypto'
import { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import { expect, onTestFinished, test } from 'vitest'
import { createNetwork, type Channel, type NetworkHost } from '../../../src/network/index.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import {
  announceTopics,
  createHandshake,
  createHelloProfile,
  SYNC_PROTOCOL,
  type HandshakeService,
} from '../../../src/protocols/index.ts'
import { encodeMessage, parseClientMessage } from '../../../src/protocols/sync/messages.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
const call = (node: MemCubeNode, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>
const online = { network: {} }
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** Somebody who speaks what memcube speaks, and has no node. */
async function startEve(): Promise<{ host: NetworkHost; handshake: HandshakeService }> {
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
  const host = await createNetwork(
    { blockstore: new MemoryBlockstore(), logger: quiet, nodeKey: random(32) },
    { profile: 'local', listen: [], bootstrap: [], network: 'main', gossipTopics: announceTopics('main') },
  )
  const profile = createHelloProfile({ network: 'main', agent: 'eve/1' })
  const handshake = createHandshake({ network: host, logger: quiet, now: Date.now, random, profile })
  handshake.start()
  await host.start()
  onTestFinished(() => host.stop())
  return { host, handshake }
}

/** What alice answers about the cube. */
async function askHeads(
  { host, handshake }: Awaited<ReturnType<typeof startEve>>,
  alice: MemCubeNode,
  cube: string,
): Promise<Uint8Array> {
  await host.dial(alice.addresses()[0] as string)
  const { hash } = await handshake.agreementFor(alice.peerId)
  const channel = await host.open(alice.peerId, SYNC_PROTOCOL)
  await channel.write(encodeMessage({ type: 'open', agreement: hash }))
  await channel.write(encodeMessage({ type: 'heads', cubes: [CID.parse(cube)], limit: 1 }))
  const answer = (await channel.read())?.slice() as Uint8Array
  await channel.close()
  return answer
}

/** Answers each question about heads with this, and each want with the end of the stream. */
async function answerHeadsOnly(channel: Channel, heads: Uint8Array): Promise<void> {
  await channel.read()
  for (let frame = await channel.read(); frame !== undefined; frame = await channel.read()) {
    if (parseClientMessage(frame).type !== 'heads') break
    await channel.write(heads)
  }
  await channel.close()
}

test(
  'a newest head that nobody gives the state of hides no older one that somebody gives',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await call(alice, 'create', { name: 'notes' })
    await call(alice, 'add', { cube, key: 'first', text: 'what bob has' })
    await call(alice, 'publish', { cube })
    const bob = await temporaryNode('bob', online)
    await call(bob, 'pull', { cube, from: alice.addresses()[0] })
    await call(alice, 'add', { cube, key: 'second', text: 'what nobody has but alice' })
    const eve = await startEve()
    const heads = await askHeads(eve, alice, cube)
    await alice.close()
    eve.host.handle(SYNC_PROTOCOL, (channel) => answerHeadsOnly(channel, heads))

    const carol = await temporaryNode('carol', online)
    await call(carol, 'connect', { address: eve.host.addresses()[0] })
    await call(carol, 'connect', { address: bob.addresses()[0] })
    const pulled = await call(carol, 'pull', { cube })
    expect(pulled).toMatchObject({ memories: 1, from: bob.peerId })
    expect(pulled.refused).toEqual([expect.stringContaining('none gives its state')])
    expect((await call(carol, 'get', { cube, key: 'first' })).body).toBe('what bob has')
  },
)
