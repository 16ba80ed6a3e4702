/**
 * A host of a swarm as a program: told on stdin, one JSON object a line, what to do; answers on stdout in the same way.
 * It is the network layer alone, so that a stranger can be given exactly what it is said to hold.
 */
import { createInterface } from 'node:readline'
import { MemoryBlockstore } from 'blockstore-core'
import { createFence, createNetwork } from '../../src/network/index.ts'
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

/** Tries all that a stranger could want. @returns what it got, which should be nothing */
async function attack(
  address: string,
  peerId: string,
  times: number,
): Promise<{ attempts: number; got: string[] }> {
  const wishes = [
    protocol,
    '/ipfs/id/1.0.0',
    '/ipfs/bitswap/1.2.0',
    `/memcube/${setting.network}/kad/1.0.0`,
    '/meshsub/1.2.0',
  ]
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
    case 'attack':
      return attack(command.address, command.peerId, command.times)
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
