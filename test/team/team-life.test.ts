/**
 * The life of a team of daemons on machines of its own: members join by invitation and share a cube, one
 * more is removed while a member is away, and invitations and homes that are no good any more are tried.
 */
import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import {
  createNamespaces,
  namespacesMissing,
  type NamespaceHost,
  type NamespaceNet,
} from '../swarm/namespaces.ts'
import { strays } from '../swarm/packets.ts'
import { startPeer } from '../swarm/peer-process.ts'

/** Three, for the time that daemons take; MEMCUBE_TEAM=6 takes all. */
const MEMBERS = ['alice', 'bob', 'frank', 'carol', 'dan', 'erin'].slice(
  0,
  Number(process.env['MEMCUBE_TEAM'] ?? 3),
)
const REPLAYS = 100
const ATTEMPTS = 100
const deadlineMs = 60_000

const missing = namespacesMissing()
const nets: NamespaceNet[] = []

afterEach(() => {
  for (const net of nets.splice(0)) net.remove()
})

interface Person {
  name: string
  host: NamespaceHost
  home: string
  daemon: Awaited<ReturnType<NamespaceHost['startDaemon']>>
  /** Asks the daemon for a use case that must succeed. */
  does(call: string, input?: object): Promise<Json>
}

const program = fileURLToPath(new URL('call.ts', import.meta.url))

async function does(host: NamespaceHost, home: string, call: string, input: object): Promise<Json> {
  const [command = '', ...before] = host.via
  const args = [...before, process.execPath, program, home, call, JSON.stringify(input)]
  const { stdout } = await promisify(execFile)(command, args, { timeout: deadlineMs })
  const { answer, error } = JSON.parse(stdout) as { answer: Json; error?: { code: string; message: string } }
  if (error !== undefined) throw new Error(`${host.name} could not ${call}: ${error.code} ${error.message}`)
  return answer
}

async function begin(host: NamespaceHost, home: string): Promise<Person> {
  // Public life without anybody in it: no mDNS, no bootstrap, so that what goes out is of the swarm.
  const daemon = await host.startDaemon(home, {
    args: ['--profile', 'public', '--listen', `/ip4/${host.ip}/tcp/4000`],
  })
  return { name: host.name, host, home, daemon, does: (call, input = {}) => does(host, home, call, input) }
}

async function eventually(check: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineMs)
  while (!(await check())) {
    if (deadline.aborted) throw new Error(`${what} did not happen in time`)
    await wait(250)
  }
}

const epochOf = async (person: Person): Promise<number> => (await person.does('swarm-list')).swarms[0].epoch

async function has(person: Person, text: string): Promise<boolean> {
  const found = await person.does('recall', { query: text, swarm: 'harbour' }).catch(() => undefined)
  return JSON.stringify(found ?? null).includes(text)
}

describe.skipIf(missing !== undefined)(
  `the life of a team${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it('from the first invitation to a removal', { timeout: 300_000 }, async () => {
      const folder = await temporaryFolder()
      const net = createNamespaces([...MEMBERS, 'mallory', 'copy', 'eve'], folder)
      nets.push(net)
      const hosts = new Map(net.hosts.map((host) => [host.name, host]))
      const at = (name: string): NamespaceHost => hosts.get(name) as NamespaceHost
      const homeOf = (name: string): string => `${folder}/home-${name}`
      const memberHosts = MEMBERS.map(at)
      const captures = await Promise.all(memberHosts.map((host) => net.capture(host)))
      const people = await Promise.all(
        [...MEMBERS, 'mallory'].map(async (name) => {
          await at(name).done(homeOf(name), 'init', '--name', name)
          return begin(at(name), homeOf(name))
        }),
      )
      const mallory = people.pop() as Person
      const [alice, bob] = people as [Person, Person, ...Person[]]
      const frank = people[2] as Person

      await alice.does('swarm-create', { name: 'harbour' })
      const invitations: string[] = []
      for (const person of [...people.slice(1), mallory]) {
        const { invite } = await alice.does('swarm-invite', { swarm: 'harbour' })
        invitations.push(invite)
        expect(await person.does('swarm-join', { invite })).toMatchObject({ state: 'joined', epoch: 1 })
      }

      await alice.does('create', { name: 'notes', swarm: 'harbour' })
      await alice.does('add', {
        cube: 'notes',
        key: 'tide',
        text: 'The tide turns at six.',
        swarm: 'harbour',
      })
      await eventually(
        async () =>
          (await Promise.all([...people, mallory].map((one) => has(one, 'The tide turns at six.')))).every(
            Boolean,
          ),
        'the first memory at all',
      )

      // A copy of mallory's home, made while she is a member; frank is away when she goes.
      await mallory.daemon.stop()
      await cp(mallory.home, homeOf('copy'), { recursive: true })
      const again = await begin(mallory.host, mallory.home)
      await frank.daemon.stop()
      const startMs = Date.now()
      await alice.does('swarm-remove', { swarm: 'harbour', author: 'mallory' })
      const present = people.filter((one) => one !== frank)
      await eventually(
        async () => (await Promise.all(present.map(epochOf))).every((epoch) => epoch === 2),
        'epoch 2',
      )
      process.stdout.write(
        `removed: epoch 2 at ${present.length} members after at most ${Date.now() - startMs} ms\n`,
      )
      await alice.does('add', {
        cube: 'notes',
        key: 'lamp',
        text: 'The lamp is out since noon.',
        swarm: 'harbour',
      })
      await eventually(async () => has(bob, 'The lamp is out since noon.'), 'the second memory at bob')

      // The one who was away catches up at a door.
      const back = await begin(frank.host, frank.home)
      await eventually(async () => (await epochOf(back)) === 2, 'epoch 2 at frank')
      await eventually(async () => has(back, 'The lamp is out since noon.'), 'the second memory at frank')

      // Who was removed, and a copy of the home from before: neither follows.
      const copy = await begin(at('copy'), homeOf('copy'))
      for (const one of [again, copy]) {
        expect(await epochOf(one)).toBe(1)
        expect(await has(one, 'The lamp is out since noon.')).toBe(false)
      }

      // Invitations that were used, again and again, from a machine that was never in.
      const eve = await startPeer(at('eve'), {
        network: 'swarm-test',
        nodeKey: Buffer.alloc(32, 99).toString('hex'),
        prologue: Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i)).toString('hex'),
        roster: 'all',
      })
      try {
        const answers: Record<string, number> = {}
        for (const invite of invitations) {
          const counted = await eve.tell<Record<string, number>>({
            do: 'redeem',
            invite,
            times: Math.ceil(REPLAYS / invitations.length),
          })
          for (const [answer, times] of Object.entries(counted))
            answers[answer] = (answers[answer] ?? 0) + times
        }
        // Silence: the door takes no more than so many connections a second from one address.
        expect(Object.keys(answers).filter((answer) => answer !== 'silence')).toEqual(['refused'])
        for (const { daemon, host } of people.slice(0, 5)) {
          const address = `/ip4/${host.ip}/tcp/4000/p2p/${daemon.peerId}`
          const { got } = await eve.tell<{ got: string[] }>({
            do: 'attack',
            address,
            peerId: daemon.peerId,
            times: ATTEMPTS / 5,
          })
          expect(got).toEqual([])
        }
      } finally {
        await eve.stop()
      }
      const { members } = await alice.does('swarm-members', { swarm: 'harbour' })
      expect((members as { name: string }[]).map(({ name }) => name).toSorted()).toEqual(MEMBERS.toSorted())

      const known = net.hosts.map(({ ip }) => ip)
      for (const [index, host] of memberHosts.entries())
        expect(strays((await captures[index]?.stop()) ?? [], host.mac, known)).toEqual([])
    })
  },
)
