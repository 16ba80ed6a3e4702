/**
 * A host of a swarm as a program: told on stdin, one JSON object a line, what to do; answers on stdout in the same way.
 * It is the network layer alone, so that a stranger can be given exactly what it is said to hold.
 */
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { MemoryBlockstore } from 'blockstore-core'
import { base58btc } from 'multiformats/bases/base58'
import { CID } from 'multiformats/cid'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import {
  DOOR_PROTOCOL,
  encodeDoorRequest,
  invitationKey,
  kemKeyPair,
  parseDoorAnswer,
  parseInvitation,
  signCatchUp,
  signJoin,
  type DoorRequest,
} from '../../src/core/swarm/index.ts'
import { createDoor, createFence, createNetwork } from '../../src/network/index.ts'
import type { PeerCommand, PeerSetting } from './peer-process.ts'

const setting = JSON.parse(process.argv[2] ?? '') as PeerSetting
const topic = `/memcube/${setting.network}/heads/0`
const protocol = `/memcube/${setting.network}/echo/1.0.0`
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

let roster = setting.roster
const fence = createFence(bytes(setting.prologue))
const host = await createNetwork(
  {
    blockstore: new MemoryBlockstore(),
    logger: quiet,
    nodeKey: bytes(setting.nodeKey),
    fence,
    admits: (peer) => roster === 'all' || roster.includes(peer),
  },
  {
    profile: 'swarm',
    network: setting.network,
    listen: [setting.listen],
    bootstrap: [],
    gossipTopics: [topic],
  },
)
const heard = new Set<string>()
const visitors = new Set<string>()
const left: Record<string, number> = {}
host.gossip.setValidator(() => 'accept')
host.gossip.onMessage((_, message) => void heard.add(new TextDecoder().decode(message)))
host.gossip.subscribe(topic)
host.onDisconnect((peer) => void (left[peer] = Date.now()))
host.handle(protocol, async (channel, peer) => {
  visitors.add(peer)
  for (let frame = await channel.read(); frame !== undefined; frame = await channel.read())
    await channel.write(frame)
})
await host.start()

const everyHostSpeaks = [
  protocol,
  '/ipfs/id/1.0.0',
  '/ipfs/bitswap/1.2.0',
  `/memcube/${setting.network}/kad/1.0.0`,
  '/meshsub/1.2.0',
]

/** Tries all that a stranger could want. @returns what it got, which should be nothing */
async function attack(
  address: string,
  peerId: string,
  times: number,
  wishes = everyHostSpeaks,
): Promise<{ attempts: number; got: string[] }> {
  const got: string[] = []
  for (let attempt = 0; attempt < times; attempt++) {
    const wish = wishes[attempt % wishes.length] as string
    const signal = AbortSignal.timeout(5000)
    try {
      await host.dial(address, { signal })
      const channel = await host.open(peerId, wish, { signal })
      await channel.write(new Uint8Array(64), { signal })
      if ((await channel.read({ signal })) !== undefined) got.push(wish)
    } catch {
      // Refused, as it should be.
    }
  }
  return { attempts: times, got }
}

/** The Ed25519 key that a peer id is made of. */
const rawKey = (peerId: string): Uint8Array => base58btc.baseDecode(peerId).slice(6)

type Counted = Record<string, number>

/** A door takes two connections of a node and thirty of an address in a second; the daemons of a stranger knock as well. */
const tries = 5

/** Knocks as one node after another, each until something is said. @returns how often each answer came */
async function knocks(
  address: string,
  times: number,
  make: () => Promise<{ nodeKey: Uint8Array; request: (peer: string) => Promise<DoorRequest> }>,
): Promise<Counted> {
  const counted: Counted = {}
  for (let time = 0; time < times; time++) {
    const { nodeKey, request } = await make()
    let answer = 'silence'
    for (let attempt = 0; attempt < tries && answer === 'silence'; attempt++) {
      await wait(40 + 400 * attempt)
      answer = await knockOnce(address, nodeKey, request)
    }
    counted[answer] = (counted[answer] ?? 0) + 1
  }
  return counted
}

async function knockOnce(
  address: string,
  nodeKey: Uint8Array,
  request: (peer: string) => Promise<DoorRequest>,
): Promise<string> {
  const door = await createDoor({ nodeKey, logger: quiet }, { protocol: DOOR_PROTOCOL, listen: [] })
  await door.start()
  const said = await request(door.peerId)
  const answer = await door
    .knock(address, async (channel) => {
      await channel.write(encodeDoorRequest(said))
      const frame = await channel.read()
      return frame === undefined ? 'silence' : parseDoorAnswer(frame).t
    })
    .catch(() => 'silence')
  await door.stop()
  return answer
}

const peerAt = (address: string): Uint8Array => rawKey(/[^/]+$/.exec(address)?.[0] ?? '')

/** Somebody new each time. */
function redeem(invite: string, times: number): Promise<Counted> {
  const invitation = parseInvitation(invite)
  const { publicKey, secret: proof } = invitationKey(invitation)
  const address = invitation.doors.find((door) => !door.startsWith('/ip4/127.')) ?? ''
  return knocks(address, times, async () => {
    const [secret, seed] = [randomBytes(32), randomBytes(32)]
    const { publicKey: kem } = await kemKeyPair(seed)
    return {
      nodeKey: randomBytes(32),
      request: async (peer) => {
        const { publicKey: key } = keyPairFromSecret(secret)
        const { swarm } = invitation
        const told = { name: 'eve', key, kem, swarm, invitation: publicKey, time: Date.now() }
        return signJoin({ ...told, peer: rawKey(peer), door: peerAt(address) }, proof, secret)
      },
    }
  })
}

/** As the node that this is, with a key of somebody. */
function catchUp(swarm: string, address: string, secretHex: string, times: number): Promise<Counted> {
  const secret = bytes(secretHex)
  const { publicKey: key } = keyPairFromSecret(secret)
  return knocks(address, times, async () => ({
    nodeKey: bytes(setting.nodeKey),
    request: async (peer) => {
      const told = { swarm: CID.parse(swarm), key, have: [], time: Date.now() }
      return signCatchUp({ ...told, peer: rawKey(peer), door: peerAt(address) }, secret)
    },
  }))
}

async function perform(command: PeerCommand): Promise<unknown> {
  switch (command.do) {
    case 'where':
      return { peerId: host.peerId, address: host.addresses()[0] }
    case 'dial':
      return host.dial(command.address)
    case 'publish':
      return host.gossip.publish(topic, new TextEncoder().encode(command.text))
    case 'seen':
      return {
        heard: [...heard],
        visitors: [...visitors],
        peers: host.peers().map(({ peerId }) => peerId),
        left,
      }
    case 'roster':
      roster = command.roster
      if (command.prologue !== undefined) fence.switchTo(bytes(command.prologue))
      return { at: Date.now(), cut: await host.enforceRoster() }
    case 'redeem':
      return redeem(command.invite, command.times)
    case 'attack':
      return attack(command.address, command.peerId, command.times, command.wishes)
    case 'catch-up':
      return catchUp(command.swarm, command.address, command.secret, command.times)
  }
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
say({ ready: true })
for await (const line of createInterface({ input: process.stdin })) {
  const { id, command } = JSON.parse(line) as { id: number; command: PeerCommand }
  perform(command).then(
    (answer) => say({ id, answer: answer ?? null }),
    (error: unknown) => say({ id, error: String(error) }),
  )
}
await host.stop()
