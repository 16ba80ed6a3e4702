/**
 * The life of people behind routers, with figures: `npm run test:nat`, two minutes; `.ci/run` has it.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { addressOf, isRelayedBy, start, writeMemories, type Person } from './behind-routers.ts'
import { createNatNetwork, canOpenPorts, natMissing, type NatNetwork, type Router } from './nat-network.ts'

const isWanted = process.env['MEMCUBE_NAT'] === 'whole'
const missing = isWanted ? natMissing() : '`npm run test:nat` runs it'
const MEMORIES = 10_000
const CHANGE_MS = 10_000
const BACK_MS = 30_000

let net: NatNetwork
let folder: string

beforeEach(async () => {
  folder = await temporaryFolder()
  net = createNatNetwork(folder)
})
// After the daemons inside have been stopped, which the end of each test does.
afterEach(() => net.remove())

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Publishes a cube of so many memories. @returns its id */
async function publishes(person: Pick<Person, 'done'>, memories: number): Promise<string> {
  const { cube } = await person.done('create', 'harbour', '--topic', 'tides')
  await person.done('import', 'harbour', writeMemories(folder, memories))
  await person.done('publish', 'harbour')
  return cube
}

async function pulls(person: Person, cube: string, how: string): Promise<number> {
  const { memories, ms, bytes } = await person.done('pull', cube)
  expect(memories).toBe(MEMORIES)
  say(`pull of ${memories} memories, ${(bytes / 1024 / 1024).toFixed(1)} MiB, ${how}: ${Math.round(ms)} ms`)
  return ms
}

/** A change of the one arrives at the other. @returns how long it took */
async function arrives(from: Person, to: Person, cube: string, key: string): Promise<number> {
  await from.done('add', 'harbour', `News of ${key}.`, '--key', key)
  const startedMs = Date.now()
  for (;;) {
    const { code } = await to.host.memcube(to.home, ['get', cube, key])
    const ms = Date.now() - startedMs
    if (code === 0) return ms
    if (ms > 60_000) throw new Error(`${key} did not arrive`)
  }
}

async function connectionOf(person: Person, other: Person): Promise<string> {
  const { peers } = await person.done('peers')
  return peers.some(({ peerId }: { peerId: string }) => peerId === other.daemon.peerId)
    ? 'connected'
    : 'not connected'
}

describe.skipIf(missing !== undefined)(
  `people behind routers${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  { timeout: 600_000 },
  () => {
    it('find, pull, follow, lose a relay and move, each behind a router that lets nobody in', async () => {
      const outside = [net.outside('relay1', '44.1.0'), net.outside('relay2', '45.1.0')] as const
      const relay1 = await start(outside[0], folder)
      const relay2 = await start(outside[1], folder, [addressOf(relay1)])
      const bootstrap = [addressOf(relay1), addressOf(relay2)]
      const routers: Router[] = [
        net.router('r1', 'port-preserving', '46.1.0', '192.168.1'),
        net.router('r2', 'symmetric', '47.1.0', '192.168.2'),
        net.router('r3', 'port-preserving', '48.1.0', '192.168.3'),
      ]
      const [r1, r2, r3] = routers as [Router, Router, Router]
      const alice = await start(net.home('alice', r1), folder, bootstrap)
      const bob = await start(net.home('bob', r2), folder, bootstrap)
      const cube = await publishes(alice, MEMORIES)
      const { ms } = await alice.status(isRelayedBy(2), 'places at two relays')
      await bob.status(isRelayedBy(2), 'places at two relays')
      say(`two relays carry alice ${ms} ms after her cube was published`)

      expect(await bob.found('tides')).toEqual([expect.objectContaining({ cube })])
      await pulls(bob, cube, 'through a relay, port-preserving and symmetric router')
      await bob.done('follow', cube)
      const first = await arrives(alice, bob, cube, 'first')
      say(`a change arrived after ${first} ms; alice and bob: ${await connectionOf(bob, alice)}`)
      expect(first).toBeLessThan(CHANGE_MS)

      // The same from a node without a router before it, which has the cube by now.
      await relay2.done('pull', cube)
      const plain = await start(net.outside('carol', '49.1.0'), folder, [addressOf(relay2)])
      const { ms: direct } = await plain.done('pull', cube, '--from', addressOf(relay2))
      say(`pull of the same, direct, no routers: ${Math.round(direct)} ms`)

      await relay1.daemon.stop('SIGKILL')
      const { ms: over } = await bob.status(
        ({ reach }) => !reach.relays.includes(relay1.daemon.peerId),
        'the loss',
      )
      const second = await arrives(alice, bob, cube, 'second')
      say(`a relay died: noticed after ${over} ms, a change arrived after ${second} ms`)
      expect(second).toBeLessThan(BACK_MS)

      net.move(alice.host, r3)
      const movedMs = Date.now()
      // Both of the places before end with the old address.
      await alice.status(
        ({ addresses, reach }) => reach.state === 'relayed' && addresses.length > 0,
        'the return',
      )
      const third = await arrives(alice, bob, cube, 'third')
      say(
        `alice moved to another router: a change arrived ${Date.now() - movedMs} ms after the wire was pulled (${third} ms after it was made)`,
      )
      expect(Date.now() - movedMs).toBeLessThan(BACK_MS)
    })

    it.skipIf(!canOpenPorts()).each([
      ['local', '127.0.0.1', []],
      // It joins the group of mDNS, and asks there.
      ['lan', '0.0.0.0', ['224.0.0.22', '224.0.0.251']],
    ] as const)(
      'of profile %s ask no router, no relay and nobody on the internet',
      async (profile, at, asked) => {
        const host = net.home('alice', net.router('r1', 'upnp', '46.1.0', '192.168.1'))
        const home = `${folder}/alice`
        await host.done(home, 'init', '--name', 'alice')
        const capture = await net.capture(host)
        const daemon = await host.startDaemon(home, {
          args: ['--profile', profile, '--listen', `/ip4/${at}/tcp/4001`],
        })
        await publishes({ done: (...args) => host.done(home, ...args) }, 10)
        await daemon.stop()
        const sent = (await capture.stop()).filter(({ fromMac }) => fromMac === host.mac)
        expect([...new Set(sent.map(({ to }) => to))].toSorted()).toEqual(asked)
      },
    )

    it.skipIf(!canOpenPorts()).each(['upnp', 'nat-pmp'] as const)(
      'have a port opened by a router that speaks %s, and are reached directly',
      async (kind) => {
        const relay = await start(net.outside('relay', '44.1.0'), folder)
        const bootstrap = [addressOf(relay)]
        const router = net.router('r1', kind, '46.1.0', '192.168.1')
        const alice = await start(net.home('alice', router), folder, bootstrap)
        const { status, ms } = await alice.status(({ reach }) => reach.state === 'reachable', 'an open port')
        expect(status.reach.mapped).toEqual({
          protocol: kind,
          address: expect.stringMatching(/^46\.1\.0\.1:/),
        })
        say(`a port was opened by ${kind} and tried from outside ${ms} ms after the start`)
        const symmetric = net.router('r2', 'symmetric', '47.1.0', '192.168.2')
        const bob = await start(net.home('bob', symmetric), folder, bootstrap)
        const cube = await publishes(alice, MEMORIES)
        await bob.status(isRelayedBy(1), 'a place at the relay')
        await pulls(bob, cube, `direct, a port by ${kind}`)
      },
    )
  },
)
