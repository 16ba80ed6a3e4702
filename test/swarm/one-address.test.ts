/** A team behind one address: eighteen members with the same IP are neither refused nor silently left out of the gossip. */
import { MemoryBlockstore } from 'blockstore-core'
import { afterEach, describe, expect, it } from 'vitest'
import { createFence, type NetworkHost } from '../../src/network/index.ts'
import { createHost } from '../../src/network/host.ts'
import { planHost, type HostPlan } from '../../src/network/profiles.ts'
import { eventually, keepingLogger, within } from '../network/hosts.ts'

const MEMBERS = 18
/** With how many neighbours on either side each is connected: 16 connections, above the 14 that gossipsub puts up with. */
const NEIGHBOURS = 8
const TOPIC = '/memcube/swarm-test/heads/0'
const running: NetworkHost[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()))
})

interface Heard {
  host: NetworkHost
  /** Names of those whose messages arrived. */
  from: Set<string>
}

const plans: Record<string, () => HostPlan> = {
  swarm: () =>
    planHost({
      profile: 'swarm',
      network: 'swarm-test',
      listen: ['/ip4/127.0.0.1/tcp/0'],
      bootstrap: [],
      gossipTopics: [TOPIC],
    }),
  // On loopback only, and without mDNS, which would find whoever else is on this network.
  lan: () => ({
    ...planHost({
      profile: 'lan',
      network: 'test',
      listen: ['/ip4/127.0.0.1/tcp/0'],
      bootstrap: [],
      gossipTopics: [TOPIC],
    }),
    discovery: [],
  }),
}

async function startTeam(plan: HostPlan): Promise<Heard[]> {
  const team: Heard[] = []
  for (let at = 0; at < MEMBERS; at++) {
    const host = await createHost(
      {
        blockstore: new MemoryBlockstore(),
        logger: keepingLogger(),
        nodeKey: new Uint8Array(32).fill(at + 1),
        ...(plan.profile === 'swarm' && {
          fence: createFence(Uint8Array.from({ length: 32 }, (_, i) => i)),
          admits: () => true,
        }),
      },
      plan,
    )
    running.push(host)
    const from = new Set<string>()
    host.gossip.setValidator(() => 'accept')
    host.gossip.onMessage(
      (_, message) => void from.add(new TextDecoder().decode(message).split(' ')[0] ?? ''),
    )
    host.gossip.subscribe(TOPIC)
    await host.start()
    team.push({ host, from })
  }
  return team
}

const addressOf = (host: NetworkHost): string => host.addresses()[0] ?? ''

/** Connects two. Who dials each other at the same time drops one of the connections, and may be told so by an error. */
async function reach(from: NetworkHost, to: NetworkHost): Promise<void> {
  const address = addressOf(to)
  for (let tries = 0; tries < 5; tries++) {
    const connected = await from.dial(address).catch(() => undefined)
    if (connected !== undefined) return
  }
  throw new Error(`no connection with ${address}`)
}

/** One after the other: all at once are as many handshakes in one process as 18 machines would share. */
async function connectTeam(team: Heard[]): Promise<void> {
  for (const [at, { host }] of team.entries()) {
    const others = Array.from({ length: NEIGHBOURS }, (_, i) => team[(at + i + 1) % MEMBERS] as Heard)
    await within(Promise.all(others.map((other) => reach(host, other.host))), 'its connections', 60_000)
  }
  await eventually(() => team.every(({ host }) => host.peers().length >= 2 * NEIGHBOURS), 'the connections')
}

/**
 * Who has not been heard by all speaks again: all that go on in each second would come near the 20 a second that a node
 * takes from one neighbour. @returns how many pairs heard each other, of all that could
 */
async function talk(team: Heard[], rounds: number): Promise<number> {
  const heard = (): number =>
    team.reduce((sum, { from }, at) => sum + from.size - Number(from.has(`m${at}`)), 0)
  for (let round = 0; round < rounds && heard() < MEMBERS * (MEMBERS - 1); round++) {
    for (const [at, { host }] of team.entries()) {
      const isHeard = team.every(({ from }, other) => other === at || from.has(`m${at}`))
      if (!isHeard) await host.gossip.publish(TOPIC, new TextEncoder().encode(`m${at} ${round}`))
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  return heard()
}

describe('eighteen members behind one address', () => {
  it.each(Object.keys(plans))('all hear each other in profile %s', async (profile) => {
    const team = await startTeam((plans[profile] as () => HostPlan)())
    await connectTeam(team)
    expect(await talk(team, 60)).toBe(MEMBERS * (MEMBERS - 1))
  })

  it('would hear nothing under the limit that public has', async () => {
    const plan = (plans['swarm'] as () => HostPlan)()
    const team = await startTeam({ ...plan, gossip: { ...plan.gossip, limitPeersPerIp: true } })
    await connectTeam(team)
    expect(await talk(team, 5)).toBeLessThan((MEMBERS * (MEMBERS - 1)) / 2)
  })

  it('are all let in by one of them in one second', async () => {
    const team = await startTeam((plans['swarm'] as () => HostPlan)())
    const [alice, ...others] = team as [Heard, ...Heard[]]
    await within(Promise.all(others.map(({ host }) => reach(host, alice.host))), 'all dials', 60_000)
    await eventually(() => alice.host.peers().length === MEMBERS - 1, 'the connections')
  })
})
