/** Two stacks over real hosts on loopback that compare what they have: in one small message when they agree. */
import { expect, it } from 'vitest'
import type { Channel } from '../../../src/network/index.ts'
import { COMPARE_FEATURE } from '../../../src/protocols/index.ts'
import { ANNOUNCE_LIMITS } from '../../../src/protocols/announce/limits.ts'
import { parseClientMessage } from '../../../src/protocols/sync/messages.ts'
import { SYNC_PROTOCOL } from '../../../src/protocols/sync/limits.ts'
import { connect, eventually } from '../../network/hosts.ts'
import { startNode, type TestNode } from '../nodes.ts'
import { notes, SampleCube } from '../sample.ts'

const COMPARES = { features: [COMPARE_FEATURE] }
const YEAR_MS = 365 * 86_400_000

interface Sent {
  type: string
  bytes: number
}

/** What a node asks over sync, and the bytes of the answers. */
function watching({ host }: TestNode): { asked: Sent[]; heardBytes: () => number } {
  const asked: Sent[] = []
  let heardBytes = 0
  const open = host.open.bind(host)
  host.open = async (peerId, protocol, options) => {
    const channel = await open(peerId, protocol, options)
    if (protocol !== SYNC_PROTOCOL) return channel
    const counted: Channel = {
      protocol: channel.protocol,
      remotePeer: channel.remotePeer,
      async read(options_) {
        const frame = await channel.read(options_)
        heardBytes += frame?.length ?? 0
        return frame
      },
      write(frame) {
        asked.push({ type: parseClientMessage(frame).type, bytes: frame.length })
        return channel.write(frame)
      },
      close: () => channel.close(),
      abort: (error) => channel.abort(error),
    }
    return counted
  }
  return { asked, heardBytes: () => heardBytes }
}

async function cubesOf(count: number): Promise<SampleCube[]> {
  const cubes: SampleCube[] = []
  for (let n = 0; n < count; n++) {
    const cube = new SampleCube({ name: `notes-${n}` })
    await cube.commit(notes(1, n))
    cubes.push(cube)
  }
  return cubes
}

/** Bob follows what alice serves, at the same heads; her clock and his are moved by hand. */
async function world(count: number, bobs: { features: string[] }) {
  let aheadMs = 0
  const now = (): number => Date.now() + aheadMs
  const alice = await startNode('alice', { profile: COMPARES, now })
  const bob = await startNode('bob', { profile: bobs, now })
  const seen = watching(bob)
  const cubes = await cubesOf(count)
  const headOf = (cube: SampleCube, seq: number) => cube.head(seq, { expires: Date.now() + YEAR_MS }).bytes
  for (const cube of cubes) {
    const head = headOf(cube, 1)
    alice.serve(cube, head)
    bob.serve(cube, head)
    const marks = [{ author: cube.author.publicKey, seq: 1, head }]
    bob.announce.follow({ cube: cube.id, genesis: cube.genesis.bytes, marks })
  }
  const types = () => seen.asked.map(({ type }) => type)
  return {
    alice,
    bob,
    cubes,
    types,
    headOf,
    seen,
    /** The next round, from its first message on. */
    async nextRound(type: string): Promise<void> {
      seen.asked.length = 0
      aheadMs += ANNOUNCE_LIMITS.askEveryMs
      await eventually(() => types().includes(type), `bob says ${type}`)
    },
  }
}

it('a pair that agrees on 1,000 cubes exchanges one small question and its answer', async () => {
  const { alice, bob, types, seen, nextRound } = await world(1_000, COMPARES)
  await connect(bob.host, alice.host)
  await eventually(() => types().includes('compare'), 'bob compares')
  // First he says which cubes: 36 bytes each, and nothing of what is the same. Who opens under an agreement that gave way opens again.
  expect(types().slice(types().lastIndexOf('open'))).toEqual([
    'open',
    'watch',
    'watch',
    'watch',
    'watch',
    'compare',
  ])
  const before = seen.heardBytes()
  await nextRound('compare')
  await eventually(() => seen.heardBytes() > before, 'alice answers')
  expect(types()).toEqual(['open', 'compare'])
  const bytes = seen.asked.reduce((sum, one) => sum + one.bytes, seen.heardBytes() - before)
  expect(bytes).toBeLessThan(200)
  await Promise.all([alice.stop(), bob.stop()])
})

it('a change that gossip lost arrives: only what differs is asked for', async () => {
  const { alice, bob, cubes, types, headOf, nextRound, seen } = await world(300, COMPARES)
  await connect(bob.host, alice.host)
  await eventually(() => types().includes('compare'), 'bob compares')
  const changed = cubes[123]!
  await changed.commit(notes(3))
  alice.serve(changed, headOf(changed, 2))
  await nextRound('want')
  await eventually(() => bob.pulledHeads.get(changed.id.toString()) === 2, 'bob has the change')
  expect(bob.pulledHeads.size).toBe(1)
  expect(types().filter((type) => type === 'heads').length).toBe(1)
  expect(types().filter((type) => type === 'compare').length).toBeLessThanOrEqual(3)
  expect(seen.asked.filter(({ type }) => type === 'watch')).toEqual([])
  await Promise.all([alice.stop(), bob.stop()])
})

it('a peer that stays behind is asked once what it has', async () => {
  const { alice, bob, cubes, types, headOf, nextRound } = await world(40, COMPARES)
  const newer = headOf(cubes[7]!, 2)
  bob.announce.raise(cubes[7]!.id.toString(), { author: cubes[7]!.author.publicKey, seq: 2, head: newer })
  await connect(bob.host, alice.host)
  await eventually(() => types().includes('heads'), 'bob asks what alice has')
  await eventually(() => bob.observations.some(({ type }) => type === 'rollback'), 'bob has heard it')
  await nextRound('compare')
  await nextRound('compare')
  expect(types()).toEqual(['open', 'compare'])
  await Promise.all([alice.stop(), bob.stop()])
})

it('an older peer is asked for heads, as before', async () => {
  const { alice, bob, types } = await world(3, { features: [] })
  await connect(bob.host, alice.host)
  await eventually(() => types().includes('heads'), 'bob asks for heads')
  expect(types()).toEqual(['open', 'heads'])
  await Promise.all([alice.stop(), bob.stop()])
})
