/** Hosts of one swarm on loopback: members with a fence, a roster that can be changed, and an echo. */
import { createFence, type Fence, type NetworkConfig } from '../../src/network/index.ts'
import { startHost, type TestHost } from './hosts.ts'

export const ECHO = '/memcube/swarm-test/echo/1.0.0'

/** The prologue of an epoch; differs by number. */
export const epoch = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => n + i)

export interface Member extends TestHost {
  fence: Fence
  /** Who is admitted; everybody while it is empty. */
  roster: Set<string>
  /** Peers that got as far as opening a stream. */
  visitors: string[]
}

export async function startMember(
  name: string,
  prologue = epoch(1),
  config: Partial<NetworkConfig> = {},
  roster = new Set<string>(),
): Promise<Member> {
  const fence = createFence(prologue)
  const host = await startHost(
    name,
    {
      profile: 'swarm',
      network: 'swarm-test',
      listen: ['/ip4/127.0.0.1/tcp/0'],
      gossipTopics: [],
      ...config,
    },
    { fence, admits: (peer) => roster.size === 0 || roster.has(peer) },
  )
  const visitors: string[] = []
  host.handle(ECHO, async (channel, peer) => {
    visitors.push(peer)
    for (let frame = await channel.read(); frame !== undefined; frame = await channel.read())
      await channel.write(frame)
  })
  return Object.assign(host, { fence, roster, visitors })
}

export async function echo(from: TestHost, to: TestHost, text: string): Promise<string> {
  const channel = await from.open(to.peerId, ECHO)
  await channel.write(new TextEncoder().encode(text))
  await channel.close()
  return new TextDecoder().decode(await channel.read())
}
