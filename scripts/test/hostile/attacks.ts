/** The attacks, each without end. */
import { randomBytes } from 'node:crypto'
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import type { Stream } from '@libp2p/interface'
import type { Channel } from '../../../src/network/index.ts'
import { askedAttacks } from './asked-attacks.ts'
import { halfOpen, holdIdle } from './held.ts'
import { keptAttacks } from './kept-attacks.ts'
import type { Origin } from './networks.ts'
import { field } from './protobuf.ts'
import { many, pause, type Stage } from './stage.ts'
import { swarmAttacks } from './swarm-attacks.ts'

export interface Attack {
  what: string
  run(stage: Stage): Promise<unknown>
  /** Takes long to begin: no part of the short form. */
  isLong?: boolean
  /** Much like another one: no part of the short form either. */
  isAlike?: boolean
  /** From where it comes with `--networks`, which runs those whose bounds count addresses and networks: these. */
  origin?: Origin
  /** Only a node of profile public has what is attacked: without `--networks` it is left out. */
  needsPublic?: boolean
  /** A command of the owner that fails is a fault. */
  mustServeOwner?: boolean
  /** The honest peer comes from the address of the attackers. */
  sharesAddress?: boolean
  /** The victim is in a private swarm, and somebody sent an invitation to the attackers. */
  needsSwarm?: boolean
}

const KAD = '/memcube/main/kad/1.0.0'
const BITSWAP = '/ipfs/bitswap/1.2.0'

function addProvider(peer: Uint8Array, cid: Uint8Array, addresses: Uint8Array[]): Uint8Array {
  const provider = Buffer.concat([field(1, peer), ...addresses.map((bytes) => field(2, bytes))])
  return Buffer.concat([Buffer.from([8, 2]), field(2, cid), field(9, provider)])
}

async function anyCid(): Promise<CID> {
  return CID.createV1(0x71, await sha256.digest(randomBytes(16)))
}

async function withSync(stage: Stage, use: (channel: Channel) => Promise<unknown>): Promise<never> {
  const eve = await stage.eve()
  return stage.forever(async () => {
    const channel = await stage.sync(eve).catch(async (error: unknown) => {
      await eve.host.dial(stage.address).catch(() => undefined)
      throw error
    })
    await use(channel)
  })
}

const floods: Readonly<Record<string, Attack>> = {
  connections: {
    what: '300 idle connections of one identity, and 40 identities with 4 each',
    origin: 'networks',
    // With fewer identities one network would not have what it gets at most.
    run: (stage) =>
      Promise.all([
        holdIdle(stage, stage.part(300)),
        many(Math.max(20, stage.part(40)), () => holdIdle(stage, 4)),
      ]),
  },
  'half-open': {
    origin: 'crowd',
    what: '400 sockets that begin a handshake and never go on',
    run: (stage) => halfOpen(stage, 400, () => '127.0.0.1'),
  },
  'half-open-neighbours': {
    origin: 'neighbours',
    what: 'the same, from the address of the honest peer',
    sharesAddress: true,
    isAlike: true,
    run: (stage) => halfOpen(stage, 400, () => '127.0.0.1'),
  },
  'half-open-networks': {
    origin: 'networks',
    what: 'the same 400 sockets from 40 networks',
    run: (stage) => halfOpen(stage, 400, (which) => `127.0.${1 + (which % 40)}.1`),
  },
  'silent-streams': {
    origin: 'networks',
    what: 'streams of sync that say nothing, 8 identities',
    run: (stage) =>
      many(stage.part(8), async () => {
        const eve = await stage.eve()
        await stage.forever(() => eve.host.open(stage.peerId, stage.sources.protocols.SYNC_PROTOCOL), 20)
      }),
  },
  'control-frames': {
    origin: 'networks',
    what: 'a flood of `credit` and `refused` while idle',
    run: (stage) =>
      withSync(stage, async (channel) => {
        const { encodeMessage } = stage.sources.messages
        const refusal = { class: 'transient', code: 'ERR_INTERNAL', message: 'x'.repeat(500) } as const
        for (let i = 0; i < 10_000; i++) {
          await channel.write(encodeMessage({ type: 'credit', bytes: i }))
          await channel.write(encodeMessage({ type: 'refused', refusal }))
        }
      }),
  },
  'dht-addresses': {
    origin: 'networks',
    what: 'ADD_PROVIDER with 60,000 addresses each',
    async run(stage) {
      const eve = await stage.plain()
      const cid = await anyCid()
      const addresses = Array.from(
        { length: 60_000 },
        (_, i) => multiaddr(`/ip4/10.7.${i >> 8}.${i & 255}/tcp/4001`).bytes,
      )
      const frame = addProvider(eve.peerId.toMultihash().bytes, cid.bytes, addresses)
      await stage.forever(() => stage.send(eve, KAD, frame))
    },
  },
  'dht-records': {
    origin: 'networks',
    what: 'ADD_PROVIDER of CIDs without end, 5 identities',
    run: (stage) =>
      many(stage.part(5), async () => {
        const eve = await stage.plain()
        const self = eve.peerId.toMultihash().bytes
        const address = multiaddr('/ip4/127.0.0.1/tcp/1').bytes
        await many(8, () =>
          stage.forever(async () =>
            stage.send(eve, KAD, addProvider(self, (await anyCid()).bytes, [address])),
          ),
        )
      }),
  },
  heads: {
    what: 'answers about heads with 3,456 keys never met, to `discover`',
    async run(stage) {
      stage.ask('discover')
      const items = Array.from({ length: 64 }, (_, cube) => {
        const { genesis, heads } = stage.freshHead(`cube ${cube}`, 54)
        return { genesis, head: heads[0] as Uint8Array, heads: heads.slice(1) }
      })
      const answer = stage.sources.messages.encodeMessage({ type: 'found', items })
      const { host } = await stage.eve()
      host.handle(stage.sources.protocols.SYNC_PROTOCOL, async (channel) => {
        await channel.read()
        while ((await channel.read()) !== undefined) await channel.write(answer)
      })
      await stage.forever(() => host.dial(stage.address), 1_000)
    },
  },
  gossip: {
    origin: 'networks',
    what: 'heads of unknown cubes by fresh keys, and junk, 3 identities',
    run: (stage) =>
      many(stage.part(3), async (which) => {
        const { host } = await stage.eve()
        const topics = stage.sources.protocols.announceTopics('main')
        for (const topic of topics) host.gossip.subscribe(topic)
        await pause(1_000)
        await stage.forever(async (round) => {
          if (host.peers().length === 0) await host.dial(stage.address)
          const { cube, heads } = stage.freshHead(`gossip ${which} ${round}`)
          await host.gossip.publish(stage.sources.announce.topicOf('main', cube), heads[0]!)
          await host.gossip.publish(topics[round % topics.length] ?? '', new Uint8Array(randomBytes(300)))
        })
      }),
  },
  offers: {
    what: 'offers that are never accepted, 4 identities, 8 streams each',
    run: (stage) =>
      many(4, async () => {
        const eve = await stage.eve()
        await many(8, () =>
          stage.forever(async () => {
            const channel = await stage.sync(eve)
            await channel.write(stage.sources.messages.encodeMessage(stage.want))
            await channel.read()
            // Kept until the victim ends it.
            void channel.read().catch(() => undefined)
            await pause(3_000)
          }, 50),
        )
      }),
  },
  'want-refuse': {
    what: 'a pack is wanted, offered and refused, again and again',
    run: (stage) =>
      many(4, () =>
        withSync(stage, async (channel) => {
          const { encodeMessage } = stage.sources.messages
          const refusal = { class: 'limit', code: 'ERR_LIMIT', message: 'no' } as const
          for (;;) {
            await channel.write(encodeMessage(stage.want))
            if ((await channel.read()) === undefined) return
            await channel.write(encodeMessage({ type: 'refused', refusal }))
          }
        }),
      ),
  },
  wantlists: {
    what: 'wantlists of 4 MiB',
    async run(stage) {
      const eve = await stage.plain()
      const cids = await Promise.all(Array.from({ length: 1_000 }, () => anyCid()))
      const entries = Array.from({ length: 90_000 }, (_, i) => field(1, field(1, cids[i % 1_000]!.bytes)))
      const frame = field(1, Buffer.concat(entries))
      await stage.forever(() => stage.send(eve, BITSWAP, frame))
    },
  },
  proposals: {
    origin: 'networks',
    what: 'proposals by fresh keys, of content that nobody has, 8 identities',
    run: (stage) =>
      many(stage.part(8), async (which) => {
        const { host, handshake } = await stage.eve()
        const { PROPOSALS_PROTOCOL } = stage.sources.protocols
        await stage.forever(async (round) => {
          if (host.peers().length === 0) await host.dial(stage.address)
          const { hash } = await handshake.agreementFor(stage.peerId)
          const channel = await host.open(stage.peerId, PROPOSALS_PROTOCOL)
          await channel.write(stage.sources.proposals.encodeMessage({ type: 'open', agreement: hash }))
          const item = stage.freshProposal(`proposal ${which} ${round}`)
          await channel.write(stage.sources.proposals.encodeMessage({ type: 'offer', ...item }))
          await channel.read()
          await channel.close()
        })
      }),
  },
  'dead-streams': {
    what: 'streams of unknown and half-said protocols',
    async run(stage) {
      const eve = await stage.plain()
      const open = (): Promise<Stream> => eve.dialProtocol(multiaddr(stage.address), [KAD, BITSWAP])
      await many(8, () => stage.forever(async () => void (await open()).send(Uint8Array.of(255)), 5))
    },
  },
}

export const attacks: Readonly<Record<string, Attack>> = {
  ...floods,
  ...swarmAttacks,
  ...askedAttacks,
  ...keptAttacks,
}
