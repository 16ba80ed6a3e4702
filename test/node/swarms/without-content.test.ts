/** Somebody with the fence of a swarm and the node key of a member, but without the content secret. */
import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { parseCid } from '../../../src/core/codec/index.ts'
import { encodeChannelHello } from '../../../src/core/swarm/index.ts'
import type { NetworkHost } from '../../../src/network/index.ts'
import { helloProfile } from '../../../src/sharing/hello-profile.ts'
import { contentEpochs } from '../../../src/swarms/content-epochs.ts'
import { sealedHost } from '../../../src/swarms/sealed-host.ts'
import {
  announceTopics,
  createHandshake,
  createSync,
  encodeTeamMessage,
  parseStatement,
  parseTeamMessage,
  PROPOSALS_PROTOCOL,
  SYNC_PROTOCOL,
  TEAM_PROTOCOL,
  type HeadsPage,
  type SyncDeps,
  type TeamMessage,
} from '../../../src/protocols/index.ts'
import { call, eventually, team, type Person } from './people.ts'
import { hostWith, innerAddress, keysOf, type Stolen } from './stolen.ts'

const log = pino({ level: 'silent' })
const answerMs = 3_000

/** Alice with a cube, and what bob had before his home was closed. */
async function aliceAndStolen(): Promise<{ alice: Person; cube: string; stolen: Stolen }> {
  const { alice, bob } = await team()
  await call(alice, 'create', { name: 'notes', swarm: 'team' })
  await call(alice, 'add', { cube: 'team/notes', key: 'a', text: 'the deploy key rotates on mondays' })
  await eventually(async () => expect(await call(bob, 'show', { cube: 'team/notes' })).toBeDefined())
  const { cube } = await call(alice, 'show', { cube: 'team/notes' })
  await bob.close()
  return { alice, cube: cube as string, stolen: await keysOf(bob.home) }
}

/** What sync gives for a cube. */
async function headsOver(
  host: NetworkHost,
  network: string,
  peerId: string,
  cube: string,
): Promise<HeadsPage> {
  const shared = { network: host, logger: log, now: () => Date.now() }
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const handshake = createHandshake({ ...shared, random, profile: helloProfile(network) })
  const nobody = {} as Pick<SyncDeps, 'source' | 'receiver'>
  const sync = createSync({ ...shared, handshake, ...nobody })
  const query = { cubes: [parseCid(cube)], limit: 1 }
  return sync.heads(peerId, query, { signal: AbortSignal.timeout(answerMs) })
}

/** Every frame that comes back on a channel on which these were sent. */
async function answersTo(
  host: NetworkHost,
  peerId: string,
  protocol: string,
  frames: Uint8Array[],
): Promise<Uint8Array[]> {
  const signal = AbortSignal.timeout(answerMs)
  const answers: Uint8Array[] = []
  try {
    const channel = await host.open(peerId, protocol, { signal })
    for (const frame of frames) await channel.write(frame, { signal })
    await channel.close({ signal })
    for (let one = await channel.read({ signal }); one !== undefined; one = await channel.read({ signal }))
      answers.push(Uint8Array.from(one))
  } catch {
    // Cut off; what had come counts.
  }
  return answers
}

/** A block that bitswap gives. */
function blockOver(host: NetworkHost, address: string, cid: string): Promise<Uint8Array> {
  return host.blocks.fetch(parseCid(cid), { providers: [address], signal: AbortSignal.timeout(answerMs) })
}

/** Who says on the DHT that it has a cube. */
async function providersOver(host: NetworkHost, cube: string): Promise<string[]> {
  const found: string[] = []
  const signal = AbortSignal.timeout(answerMs)
  for await (const { peerId } of host.findProviders(parseCid(cube), { signal })) found.push(peerId)
  return found
}

async function teamTalk(host: NetworkHost, peerId: string): Promise<TeamMessage> {
  const said = {
    session: randomBytes(16),
    have: [],
    events: [],
    more: false,
    places: [],
    cubes: [],
    twin: false,
  }
  const [answer] = await answersTo(host, peerId, TEAM_PROTOCOL, [encodeTeamMessage(said)])
  return parseTeamMessage(answer!)
}

describe('fence and node key without the content secret', { timeout: 90_000 }, () => {
  test('get nothing from the protocols of memcube, however they ask', async () => {
    const { alice, cube, stolen } = await aliceAndStolen()
    const thief = await hostWith(stolen)
    await thief.start()
    const address = await innerAddress(alice.home, stolen)
    const peerId = await thief.dial(address)
    // The fence and the roster let it in: it hears of the membership, which has to cross epochs, and of no cube.
    const said = await teamTalk(thief, peerId)
    expect(said.have.length).toBeGreaterThan(0)
    expect(said.cubes).toEqual([])
    expect(await providersOver(thief, cube)).toEqual([])
    await expect(blockOver(thief, address, cube)).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })

    await expect(headsOver(thief, stolen.team.network, peerId, cube)).rejects.toThrow(
      /not canonical|cut|hello/,
    )
    const { epoch } = stolen.team.roster().epoch
    const hello = encodeChannelHello({ epoch, salt: randomBytes(32) })
    for (const protocol of ['/memcube/handshake/2.0.0', SYNC_PROTOCOL, PROPOSALS_PROTOCOL])
      for (const frames of [[], [hello], [hello, randomBytes(200)], [hello, hello], [randomBytes(35)]]) {
        const [first, ...more] = await answersTo(thief, peerId, protocol, frames)
        // A hello, which is an epoch and random bytes, and nothing behind it.
        expect([first?.length ?? 36, more]).toEqual([36, []])
      }
  })

  test('read no gossip, and what they say is not taken', async () => {
    const { alice, stolen } = await aliceAndStolen()
    const thief = await hostWith(stolen)
    const heard: { topic: string; bytes: Uint8Array }[] = []
    thief.gossip.setValidator((topic, bytes) => {
      heard.push({ topic, bytes: Uint8Array.from(bytes) })
      return 'ignore'
    })
    for (const topic of announceTopics(stolen.team.network)) thief.gossip.subscribe(topic)
    await thief.start()
    await thief.dial(await innerAddress(alice.home, stolen))
    await eventually(async () => {
      await call(alice, 'add', {
        cube: 'team/notes',
        key: `k${heard.length}`,
        text: 'something that is announced',
      })
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect(heard).not.toEqual([])
    })
    for (const { bytes } of heard) {
      expect(new DataView(bytes.buffer).getUint32(0)).toBe(stolen.team.roster().epoch.epoch)
      expect(() => parseStatement(bytes)).toThrow(/./)
    }
  })

  test('are all that is missing: with the secret the same host is answered', async () => {
    const { alice, cube, stolen } = await aliceAndStolen()
    const bare = await hostWith(stolen)
    const epochs = contentEpochs(stolen.team, () => Date.now())
    const host = sealedHost(bare, {
      epochs,
      random: (bytes) => randomBytes(bytes),
      unsealed: [TEAM_PROTOCOL],
    })
    await host.start()
    const address = await innerAddress(alice.home, stolen)
    const peerId = await host.dial(address)
    const { items } = await headsOver(host, stolen.team.network, peerId, cube)
    expect(items).toHaveLength(1)
    expect((await teamTalk(host, peerId)).cubes.map(String)).toEqual([cube])
    expect((await blockOver(host, address, cube)).length).toBeGreaterThan(100)
  })
})
