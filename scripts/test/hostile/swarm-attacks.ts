/** Attacks on a private swarm of the victim: at its door, where anybody may knock, and by a member. */
import { randomBytes } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'
import type { Attack } from './attacks.ts'
import { halfOpen } from './held.ts'
import { many, pause, type Stage } from './stage.ts'

/** Who holds an open invitation, as everybody to whom one was sent. */
function doorOf({ sources, invite, address: victim }: Stage) {
  const invitation = sources.swarm.parseInvitation(invite)
  // One of several may be on the loopback of the victim.
  const [host = ''] = /^\/ip4\/[\d.]+\//.exec(victim) ?? []
  const address = invitation.doors.find((door) => door.startsWith(host)) ?? ''
  return { invitation, address, port: Number(/tcp\/(\d+)/.exec(address)?.[1]) }
}

/** Requests to join that get as far as they can: only their last signature does not hold. */
async function forgedRequests(stage: Stage, nodeKey: Uint8Array, count: number): Promise<Uint8Array[]> {
  const { swarm, identity } = stage.sources
  const { invitation, address } = doorOf(stage)
  const proof = swarm.invitationKey(invitation)
  const door = base58btc.baseDecode(address.split('/p2p/')[1] ?? '').slice(6)
  const requests: Uint8Array[] = []
  for (let i = 0; i < count; i++) {
    const { publicKey: key, secret } = identity.keyPairFromSecret(new Uint8Array(randomBytes(32)))
    const fields = {
      name: 'eve',
      key,
      peer: identity.keyPairFromSecret(nodeKey).publicKey,
      kem: (await swarm.kemKeyPair(new Uint8Array(randomBytes(32)))).publicKey,
      swarm: invitation.swarm,
      invitation: proof.publicKey,
      door,
      time: Date.now(),
    }
    const request = swarm.signJoin(fields, proof.secret, secret)
    requests.push(swarm.encodeDoorRequest({ ...request, sig: new Uint8Array(randomBytes(64)) }))
  }
  return requests
}

async function knock(stage: Stage): Promise<never> {
  const { network, swarm } = stage.sources
  const nodeKey = new Uint8Array(randomBytes(32))
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const door = await network.createDoor({ nodeKey, logger }, { protocol: swarm.DOOR_PROTOCOL, listen: [] })
  await door.start()
  const frames = [...(await forgedRequests(stage, nodeKey, 8)), randomBytes(300), randomBytes(60_000)]
  const { address } = doorOf(stage)
  return stage.forever((round) =>
    door.knock(address, async (channel) => {
      await channel.write(frames[round % frames.length] as Uint8Array)
      stage.acted()
      await channel.read()
    }),
  )
}

export const swarmAttacks: Readonly<Record<string, Attack>> = {
  door: {
    needsSwarm: true,
    origin: 'networks',
    what: 'knocks at the door of a swarm with rubbish and forged requests to join, 8 identities',
    run: (stage) => many(stage.part(8), () => knock(stage)),
  },
  'door-half-open': {
    needsSwarm: true,
    isAlike: true,
    origin: 'networks',
    what: '200 sockets at the door of a swarm that begin a handshake and never go on',
    run: (stage) => halfOpen(stage, 200, () => '127.0.0.1', doorOf(stage).port),
  },
  team: {
    needsSwarm: true,
    what: 'a member of the swarm who says what it knows without end',
    async run(stage) {
      const { node, team } = stage.sources
      const services: { tellAll(): void }[] = []
      const { start } = team.TeamService.prototype
      team.TeamService.prototype.start = function (this: InstanceType<typeof team.TeamService>) {
        services.push(this)
        start.call(this)
      }
      await node.initHome({ home: 'member', name: 'eve' })
      const eve = await node.openNode({ home: 'member', network: { profile: 'local' } })
      await eve.call('swarm-join', { invite: stage.invite })
      // The hosts of the swarm find each other first.
      await pause(2_000)
      await stage.forever(async () => services.forEach((service) => service.tellAll()), 1)
    },
  },
}
