/**
 * Six members and two strangers on machines of their own: one stranger holds the key and is on no roster, the other was a
 * member. Hosts of the network layer, so that each holds exactly what it is said to hold.
 *
 * MEMCUBE_CAPTURE_MINUTES lengthens the capture of a team that is left to itself; 10 is what is promised.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { createNamespaces, namespacesMissing, type NamespaceNet } from './namespaces.ts'
import { opened, strays } from './packets.ts'
import { startPeer, type PeerProcess } from './peer-process.ts'

const MEMBERS = ['alice', 'bob', 'carol', 'dan', 'erin', 'frank']
const STRANGERS = ['mallory', 'eve']
const ATTEMPTS = 200
const NETWORK = 'swarm-test'
const idleSeconds = 60 * Number(process.env['MEMCUBE_CAPTURE_MINUTES'] ?? 0) || 5
const prologue = (epoch: number): string =>
  Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => epoch * 40 + i)).toString('hex')

const missing = namespacesMissing()
const nets: NamespaceNet[] = []
const running: PeerProcess[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((peer) => peer.stop()))
  for (const net of nets.splice(0)) net.remove()
})

async function start(net: NamespaceNet, at: number, epoch: number): Promise<PeerProcess> {
  const nodeKey = Buffer.alloc(32, at + 1).toString('hex')
  const host = net.hosts[at]
  if (host === undefined) throw new Error('unreachable')
  const peer = await startPeer(host, { network: NETWORK, nodeKey, prologue: prologue(epoch), roster: 'all' })
  running.push(peer)
  return peer
}

async function eventually(check: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = AbortSignal.timeout(30_000)
  while (!(await check())) {
    if (deadline.aborted) throw new Error(`${what} did not happen in time`)
    await wait(100)
  }
}

/** Everybody says something until everybody has heard everybody. */
async function converge(team: PeerProcess[], word: string): Promise<void> {
  await eventually(async () => {
    for (const { name, tell } of team) await tell({ do: 'publish', text: `${word} of ${name}` })
    const seen = await Promise.all(team.map((peer) => peer.seen()))
    return seen.every(({ heard }, at) =>
      team.every(({ name }, other) => other === at || heard.includes(`${word} of ${name}`)),
    )
  }, 'the convergence')
}

describe.skipIf(missing !== undefined)(
  `a team on machines of its own${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it(
      'keeps to itself: strangers get nothing, who is removed is cut off, nothing goes elsewhere',
      { timeout: 180_000 + 2000 * idleSeconds },
      async () => {
        const folder = await temporaryFolder()
        const net = createNamespaces([...MEMBERS, ...STRANGERS], folder)
        nets.push(net)
        const memberHosts = net.hosts.slice(0, MEMBERS.length)
        const captures = await Promise.all(memberHosts.map((host) => net.capture(host)))
        const team: PeerProcess[] = []
        for (const [at] of [...MEMBERS, 'mallory'].entries()) team.push(await start(net, at, 1))
        const roster = team.map(({ peerId }) => peerId)
        for (const peer of team) await peer.tell({ do: 'roster', roster })
        for (const [at, peer] of team.entries())
          for (const other of team.slice(0, at)) await peer.tell({ do: 'dial', address: other.address })
        await converge(team, 'morning')

        // Mallory is removed: a new epoch, and a roster without her.
        const mallory = team.pop() as PeerProcess
        const remaining = team.map(({ peerId }) => peerId)
        const switched = await Promise.all(
          team.map((peer) =>
            peer.tell<{ at: number; cut: string[] }>({
              do: 'roster',
              roster: remaining,
              prologue: prologue(2),
            }),
          ),
        )
        for (const { cut } of switched) expect(cut).toEqual([mallory.peerId])
        await eventually(async () => (await mallory.seen()).peers.length === 0, 'the cut')
        const { left } = await mallory.seen()
        const delays = team.map(({ peerId }, at) => (left[peerId] ?? Infinity) - (switched[at]?.at ?? 0))
        process.stdout.write(`removed: cut off by ${team.length} members after ${delays.join(', ')} ms\n`)
        await converge(team, 'noon')
        expect((await mallory.seen()).heard.filter((text) => text.startsWith('noon'))).toEqual([])

        // Left to itself: not one packet to anybody but members, in life and in the removal alike. Mallory was one of them.
        await wait(idleSeconds * 1000)
        const life = await Promise.all(captures.map((capture) => capture.stop()))
        const inside = net.hosts.slice(0, MEMBERS.length + 1).map(({ ip }) => ip)
        for (const [at, host] of memberHosts.entries()) {
          expect(strays(life[at] ?? [], host.mac, inside)).toEqual([])
          expect(life[at]?.length).toBeGreaterThan(100)
        }

        // Eve holds the key of the new epoch; mallory knows everybody and holds the old one. Both try all that there is.
        const eve = await start(net, MEMBERS.length + 1, 2)
        const siege = await Promise.all(memberHosts.map((host) => net.capture(host)))
        const each = Math.ceil(ATTEMPTS / 2 / team.length)
        const attacks = await Promise.all(
          [eve, mallory].map(async (stranger) => {
            const results: { attempts: number; got: string[] }[] = []
            for (const { address, peerId } of team)
              results.push(await stranger.tell({ do: 'attack', address, peerId, times: each }))
            return results
          }),
        )
        const results = attacks.flat()
        const attempts = results.reduce((sum, one) => sum + one.attempts, 0)
        expect(attempts).toBeGreaterThanOrEqual(ATTEMPTS)
        expect(results.flatMap(({ got }) => got)).toEqual([])
        for (const peer of team) {
          const { visitors, peers } = await peer.seen()
          expect(visitors).not.toContain(eve.peerId)
          expect(visitors).not.toContain(mallory.peerId)
          expect(remaining).toEqual(expect.arrayContaining(peers))
        }
        const packets = await Promise.all(siege.map((capture) => capture.stop()))
        const strangers = net.hosts.slice(MEMBERS.length).map(({ ip }) => ip)
        for (const [at, host] of memberHosts.entries())
          expect(opened(packets[at] ?? [], host.mac).filter((to) => strangers.includes(to))).toEqual([])
        process.stdout.write(`strangers: ${attempts} attempts, nothing got\n`)

        // The team still works.
        await converge(team, 'evening')
        const [alice, bob] = team as [PeerProcess, PeerProcess]
        // What a stranger tries, a member gets.
        const asMember = { do: 'attack', address: alice.address, peerId: alice.peerId, times: 3 } as const
        expect((await bob.tell<{ got: string[] }>(asMember)).got).toContain(`/memcube/${NETWORK}/echo/1.0.0`)
      },
    )
  },
)
