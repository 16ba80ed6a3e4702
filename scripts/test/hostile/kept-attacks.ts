/** Attacks after which this node still has to hold what it holds, and to get what it asks for. */
import type { Libp2p } from 'libp2p'
import type { Attack } from './attacks.ts'
import { halfOpen, holdIdle } from './held.ts'
import { field } from './protobuf.ts'
import { many, pause, type Eve, type Stage } from './stage.ts'

/** Of others that the victim dials, so many stay connected. */
const KEPT_OTHERS = 4

/** Somebody who is no enemy, listens where the attackers come from, and dials nobody. */
async function openFriend(stage: Stage): Promise<Eve & { address: string }> {
  const [ip] = stage.from
  const friend = await (ip === undefined ? stage.host() : stage.host('public', [`/ip4/${ip}/tcp/0`]))
  // In profile public it says where it is once it has looked around.
  const address = await stage.again(async () => {
    const [first] = friend.host.addresses()
    if (first === undefined) throw new Error('the friend does not listen yet')
    return first
  })
  return { ...friend, address }
}

/** Until the owner of the victim has dialled it. */
async function isDialled(stage: Stage, { host, address }: Eve & { address: string }): Promise<void> {
  stage.ask('connect', address)
  while (!host.peers().some(({ peerId }) => peerId === stage.peerId)) await pause(50)
}

/** Messages to a relay: a place is wanted, or a circuit to somebody who has one. */
const HOP = '/libp2p/circuit/relay/0.2.0/hop'
const RESERVE = Buffer.from([8, 0])
const connectTo = (peer: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from([8, 1]), field(2, field(1, peer))])

export const keptAttacks: Readonly<Record<string, Attack>> = {
  'relay-places': {
    needsPublic: true,
    origin: 'networks',
    what: 'places at this node as a relay, and circuits between those who have them, 200 identities',
    async run(stage) {
      const eves = await Promise.all(Array.from({ length: stage.part(200) }, () => stage.plain()))
      await many(eves.length, async (which) => {
        const eve = eves[which] as Libp2p
        const other = eves[(which + 1) % eves.length] as Libp2p
        const connect = connectTo(other.peerId.toMultihash().bytes)
        await stage.forever(async () => {
          await stage.send(eve, HOP, RESERVE)
          await stage.send(eve, HOP, connect)
        }, 500)
      })
    },
  },
  fence: {
    isLong: true,
    sharesAddress: true,
    origin: 'neighbours',
    mustServeOwner: true,
    what: 'half-open and idle connections from beside the honest peer and a friend that was dialled; others are dialled meanwhile',
    async run(stage) {
      const friend = await openFriend(stage)
      await isDialled(stage, friend)
      friend.host.onDisconnect((peerId) => {
        if (peerId === stage.peerId) stage.fault('a connection that the victim had dialled was ended')
      })
      const others: Eve[] = []
      const dialling = stage.forever(async () => {
        const other = await openFriend(stage)
        await isDialled(stage, other)
        others.push(other)
        if (others.length > KEPT_OTHERS) await others.shift()?.host.stop()
      }, 1_000)
      const idle = many(stage.from.length === 0 ? 64 : 20, () => holdIdle(stage, 4))
      await Promise.all([dialling, idle, halfOpen(stage, 400, () => '127.0.0.1')])
    },
  },
}
