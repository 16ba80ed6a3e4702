/** A whole node beside peers with whom it agrees on less than everything, or on nothing. */
import { expect, onTestFinished, test } from 'vitest'
import { VERSION_1_PROTOCOLS, VERSION_1_REFUSAL } from '../../../src/protocols/handshake/earlier-version.ts'
import type { HelloProfile } from '../../../src/protocols/index.ts'
import type { MemCubeNode, NodeConfig } from '../../../src/node/index.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'
import { eventually, startHost } from '../../network/hosts.ts'
import { startNode, type TestNode } from '../../protocols/nodes.ts'
import { notes, SampleCube } from '../../protocols/sample.ts'

const online: Partial<NodeConfig> = {
  network: { profile: 'local', listen: [], bootstrap: [], network: 'main' },
}

async function meet(node: MemCubeNode, profile: Partial<HelloProfile>): Promise<TestNode> {
  const eve = await startNode('eve', { network: 'main', profile })
  onTestFinished(() => eve.stop())
  await eve.host.dial(node.addresses()[0] ?? '')
  await eve.handshake.agreementFor(node.peerId).catch(() => undefined)
  return eve
}

test(
  'a cube of a store-only peer is neither pulled nor recalled, and the peer is shown with the reason',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const later = { id: 'memcube/cube', min: 9, max: 9, writes: 9 }
    const eve = await meet(alice, { schemas: [later] })
    const cube = new SampleCube()
    await cube.commit({ ...notes(3), plum: 'plums ripen in September' })
    eve.serve(cube, cube.head(1, { expires: Date.now() + 86_400_000 }).bytes)
    await expect(alice.call('pull', { cube: cube.id.toString() })).rejects.toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      message: expect.stringMatching(/writes 9/) as unknown,
    })
    expect(await alice.call('recall', { query: 'plums' })).toMatchObject({ results: [] })
    expect((await alice.call('peers', {})).peers).toMatchObject([
      {
        peerId: eve.host.peerId,
        agreement: { result: 'store-only', reason: expect.stringMatching(/held/) as unknown },
        refusal: null,
      },
    ])
  },
)

test(
  'a peer of version 1 is shown with what to do, by peers, doctor and connect',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const old = await startHost('old', { network: 'main' })
    old.handle(VERSION_1_PROTOCOLS[0]!, () => Promise.resolve())
    await expect(alice.call('connect', { address: old.address })).rejects.toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      message: VERSION_1_REFUSAL.message,
    })
    const { code, message } = VERSION_1_REFUSAL
    expect((await alice.call('peers', {})).peers).toMatchObject([
      { peerId: old.peerId, agreement: null, refusal: { code, message } },
    ])
    const { checks } = await alice.call('doctor', {})
    expect(checks.find(({ name }) => name === 'handshake')).toMatchObject({
      ok: false,
      message: expect.stringContaining(`${old.peerId} (${message})`) as unknown,
    })
  },
)

test('a peer that agrees has no refusal', { timeout: 60_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  const eve = await meet(alice, {})
  await eventually(async () => (await alice.call('peers', {})).peers[0]?.agreement !== null, 'the agreement')
  expect((await alice.call('peers', {})).peers).toMatchObject([
    { peerId: eve.host.peerId, agreement: { result: 'ok' }, refusal: null },
  ])
  const { checks } = await alice.call('doctor', {})
  expect(checks.find(({ name }) => name === 'handshake')).toMatchObject({ ok: true })
})
