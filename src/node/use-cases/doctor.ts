import { countOf } from '../../home/index.ts'
import { z } from 'zod'
import { statSync } from 'node:fs'
import { MemCubeError } from '../../core/errors.ts'
import type { Feeds, Membership, Shelved } from '../../cubes/index.ts'
import type { Clock, InFolder, Stored } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { type Life, checkSwarms, everyLife } from '../../swarms/index.ts'
import {
  checkAgreements,
  checkBlocks,
  checkCache,
  checkFreshness,
  checkPeersTalk,
  checkDaemonFile,
  checkIpfs,
  checkPort,
  checkReach,
  checkSeeds,
  checkToken,
  checkWaiting,
  fine,
  wrong,
  doctorCheck,
  type DoctorCheck,
} from '../../care/doctor/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

/** A disk with less than this left gets a warning before it is full: room for one large pull. Guess. */
const lowDiskBytes = 256 * 1024 * 1024
/** memcube did not exist before: a clock that says so is wrong. 2026-01-01. */
const earliestClockMs = Date.UTC(2026, 0, 1)

type Check = (node: Life) => Promise<DoctorCheck>

const checks: readonly (readonly [name: string, check: Check])[] = [
  ['runtime', checkNode],
  ['home', checkHome],
  ['token', checkToken],
  ['daemon', checkDaemonFile],
  ['store', checkStore],
  ['blocks', checkBlocks],
  ['disk', checkDisk],
  ['cache', checkCache],
  ['seeds', checkSeeds],
  ['clock', checkClock],
  ['cubes', checkCubes],
  ['waiting', async (node) => checkWaiting(await everyLife(node))],
  ['fresh', checkFreshness],
  ['audit', checkAudit],
  ['index', checkIndex],
  ['port', checkPort],
  ['network', checkPeers],
  ['reach', checkReach],
  ['ipfs', checkIpfs],
  ['handshake', checkAgreements],
  ['sync', checkPeersTalk],
]

export const doctor = useCase({
  name: 'doctor',
  summary: 'Looks at what usually goes wrong and says what to do.',
  writes: 'nothing',
  spans: 'one',
  input: inputs.nothing,
  output: z.object({ checks: z.array(doctorCheck) }),
  async run(node) {
    const wanted = checks.filter(([name]) => node.space === undefined || !ofWholeHome.has(name))
    const found = await Promise.all(wanted.map(([name, check]) => checked(node, name, check)))
    return { checks: [...found, ...(await checkSwarms(node))] }
  },
})

/** What a swarm does not have of its own. */
const ofWholeHome = new Set(['runtime', 'token', 'daemon', 'seeds', 'ipfs'])

/** What a check cannot look at, on a disk that does not read say, is a finding like others. */
async function checked(node: Life, name: string, check: Check): Promise<DoctorCheck> {
  try {
    return await check(node)
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    return wrong(name, error.message, error.hint ?? 'run `memcube fsck`')
  }
}

async function checkNode(): Promise<DoctorCheck> {
  return fine('runtime', `Node ${process.versions.node}`)
}

async function checkHome({ home }: InFolder): Promise<DoctorCheck> {
  const mode = statSync(home).mode & 0o777
  return (mode & 0o077) === 0
    ? fine('home', `${home}, open to you alone`)
    : wrong('home', `${home} has mode ${mode.toString(8)}; others can look into it`, `chmod 700 ${home}`)
}

async function checkStore({ store }: Stored): Promise<DoctorCheck> {
  const damage = store.damage()
  if (damage.length > 0)
    return wrong(
      'store',
      damage.map(({ message }) => message).join('; '),
      'run `memcube fsck --repair`, best while a daemon with peers runs; `memcube help repair` says what it can mend',
    )
  const aside = await store.countAside()
  return fine('store', aside === 0 ? 'no damage known' : `mended; ${aside} damaged values are kept aside`)
}

async function checkDisk({ store }: Stored): Promise<DoctorCheck> {
  const { bytes, free, readOnly, reason } = await store.usage()
  if (readOnly)
    return wrong(
      'disk',
      `read-only: the disk does not take writes (${reason ?? 'a write failed'}); ${countOf(free, 'byte')} free`,
      'free some space, or mend the disk; the node writes again by itself',
    )
  if (free < lowDiskBytes)
    return wrong('disk', `only ${countOf(free, 'byte')} free`, 'free some space before pulling or importing')
  return fine('disk', `${countOf(bytes, 'byte')} used, ${countOf(free, 'byte')} free`)
}

async function checkClock(node: Shelved & Clock): Promise<DoctorCheck> {
  const now = node.nowMs()
  const ahead = (await node.cubes.list()).filter(
    ({ own, expires }) => own && expires - now > 8 * 24 * 3_600_000,
  )
  if (now < earliestClockMs)
    return wrong(
      'clock',
      `the clock says ${new Date(now).toISOString()}`,
      'set the clock: dates of memories and heads come from it',
    )
  const [first] = ahead
  if (first !== undefined)
    return wrong(
      'clock',
      `${first.name} was signed at a time that has not come yet`,
      'set the clock; others may refuse heads from the future',
    )
  return fine('clock', new Date(now).toISOString())
}

async function checkCubes(node: Shelved): Promise<DoctorCheck> {
  const cubes = await node.cubes.list()
  const forked = cubes.filter((record) => record.forked === true)
  if (forked.length === 0) return fine('cubes', countOf(cubes.length, 'cube'))
  const names = forked.map(({ name }) => name).join(', ')
  return wrong(
    'cubes',
    `two heads with one sequence number were signed for ${names}`,
    'ask the author: a key may be used on two machines, or be stolen',
  )
}

const serverHint = 'what is written is kept and goes there later; see `memcube help store`'

/** The end of the log, which a truncation or a restored file changes; `audit verify` looks at all of it. */
async function checkAudit({ store }: Stored): Promise<DoctorCheck> {
  const size = (await store.audit.state())?.size ?? 0
  const end: number[] = []
  for await (const [index] of store.audit.entries(Math.max(0, size - 1))) if (end.push(index) > 1) break
  const isWhole = size === 0 ? end.length === 0 : end.length === 1 && end[0] === size - 1
  return isWhole
    ? fine('audit', countOf(size, 'entry', 'entries'))
    : wrong(
        'audit',
        `the log does not end where it was left, at ${countOf(size, 'entry', 'entries')}`,
        'run `memcube audit verify`',
      )
}

async function checkIndex({ recall }: Feeds): Promise<DoctorCheck> {
  const index = await recall.open()
  const { texts, vectors, pending } = await index.status()
  const server = await index.server()
  const found = `${countOf(texts, 'passage')} by words, ${vectors} by meaning, ${pending} waiting`
  if (server === undefined) return fine('index', found)
  const { target, direction, waitingPassages, waitingVectors, problem } = server
  const waits = `words of ${countOf(waitingPassages, 'passage')} and ${countOf(waitingVectors, 'vector')} wait to go ${direction === 'out' ? 'there' : 'here'}`
  return problem === undefined
    ? fine('index', `${found}; in ${target}, ${waits}`)
    : wrong('index', `${problem}; ${waits}`, serverHint)
}

async function checkPeers({ network, team }: Peers & Membership): Promise<DoctorCheck> {
  if (network === undefined)
    return wrong('network', 'no daemon runs for this home', 'start one with `memcube daemon`')
  const connected = network.peers().length
  if (team !== undefined && connected === 0)
    return team.roster().members.length === 1
      ? fine('network', 'there are no other members yet')
      : wrong(
          'network',
          'no other member is connected',
          `ask whether their daemons run; \`memcube swarm members ${team.name}\` says who is in`,
        )
  return connected > 0
    ? fine('network', `${countOf(connected, 'peer')}; listening on ${network.addresses().join(', ')}`)
    : wrong(
        'network',
        `no peers; listening on ${network.addresses().join(', ')}`,
        'dial one with `memcube connect ADDRESS`, or start the daemon with --bootstrap',
      )
}
