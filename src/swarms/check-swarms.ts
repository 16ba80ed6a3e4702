/** What is wrong in the private swarms of a home, each with what to do. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../storage/index.ts'
import { hasExpired } from '../core/swarm/index.ts'
import type { InSpace, Swarms } from './life.ts'
import { kemKeyFile, countOf } from '../home/index.ts'
import type { BrokenSpace, Space } from './life.ts'
import { peerIdOf } from './team.ts'
import { fine, wrong, type DoctorCheck } from '../care/doctor/index.ts'

/** An invitation that nobody used is told of when it has so much time left. Guess: a working day. */
const aboutToExpireMs = 8 * 3_600_000
/** Doors refuse requests whose time is two days off; a clock half as far off is told of. */
const clockOffMs = 24 * 3_600_000

interface Finding {
  message: string
  hint: string
}

/** Findings of all swarms of a home; one that is fine where there are none. Nothing at all for a home without a swarm. */
export async function checkSwarms({ swarms, space }: Swarms & InSpace): Promise<DoctorCheck[]> {
  if (space !== undefined) return asChecks(space, await findingsOf(space))
  if (swarms?.isAny() !== true) return []
  const spaces = await swarms.spaces()
  const checks: DoctorCheck[] = spaces.broken().map(ofBroken)
  for (const one of spaces.list()) checks.push(...asChecks(one, await findingsOf(one)))
  return checks
}

function ofBroken({ folder, error }: BrokenSpace): DoctorCheck {
  return wrong(
    'swarm',
    `the swarm in swarms/${folder} cannot be opened: ${error.message}`,
    error.hint ?? 'put it back from a backup, or remove that folder and ask for a new invitation',
  )
}

function asChecks(space: Space, findings: readonly Finding[]): DoctorCheck[] {
  const { name, team, live } = space
  if (findings.length > 0)
    return findings.map(({ message, hint }) => wrong('swarm', `${name}: ${message}`, hint))
  const { epoch, members } = team.roster()
  const there = live === undefined ? 'no daemon runs' : `${live.online().length} connected`
  return [fine('swarm', `${name}: epoch ${epoch.epoch}, ${countOf(members.length, 'member')}, ${there}`)]
}

async function findingsOf(space: Space): Promise<Finding[]> {
  if (space.team.me() === undefined)
    return [
      {
        message: 'this home is no member any more; what is here stays readable',
        hint: `\`memcube swarm leave ${space.name}\` deletes it; to come back, ask for a new invitation`,
      },
    ]
  return [
    ...ofStart(space),
    ...ofCopies(space),
    ...ofEpoch(space),
    ...ofInvitations(space),
    ...ofClock(space),
    ...(await ofKeyFiles(space)),
    ...(await ofRestored(space)),
    ...(await ofKubo(space)),
  ]
}

function ofStart({ name, problem, hint, live }: Space): Finding[] {
  if (problem !== undefined)
    return [{ message: `it does not start: ${problem}`, hint: hint ?? 'see the log of the daemon' }]
  if (live?.isShutOut() !== true) return []
  return [
    {
      message: 'every member that could be asked refused: this home was removed, or its clock is days off',
      hint: `ask an admin; \`memcube swarm leave ${name}\` deletes what is here`,
    },
  ]
}

/** A gate that does not run, and a key that outlived a member: nothing removes anybody from a `swarm.key`. */
async function ofKubo({ name, team, kubo }: Space): Promise<Finding[]> {
  const { state, problem, keyEpoch, epoch } = await kubo.state()
  const anew = `\`memcube swarm kubo ${name} off\`, then on again makes a new key; hand it to the Kubo nodes that stay`
  if (state === 'stopped')
    return [{ message: `Kubo nodes are not let in: ${problem ?? 'see the log of the daemon'}`, hint: anew }]
  if (keyEpoch === null || keyEpoch >= epoch || team.roster().removed.length === 0) return []
  const message = `the swarm.key for Kubo is from epoch ${keyEpoch}: whoever left since then may still have it`
  return [{ message, hint: anew }]
}

function ofCopies({ name, team, live, node }: Space): Finding[] {
  const found: Finding[] = []
  if (live?.isTwin() === true)
    found.push({
      message: 'members say that two machines speak with the keys of this home: it was copied',
      hint: `end the other one for good. If it is not yours, an admin runs \`memcube swarm remove ${name} ${node.author.did}\` and invites you anew`,
    })
  const copied = team.roster().members.filter((one) => live?.twins().has(peerIdOf(one)) === true)
  for (const member of copied)
    found.push({
      message: `two machines speak as ${member.name}: that home was copied`,
      hint: `ask ${member.name}; if one of the two is not theirs, remove the member and invite them anew`,
    })
  return found
}

/** Members that are admins and there, this one included. */
function adminsThere({ team, live, node }: Space): number {
  const there = new Set([...(live?.online() ?? []), node.peerId])
  return team.roster().members.filter((one) => one.role === 'admin' && there.has(peerIdOf(one))).length
}

function ofEpoch(space: Space): Finding[] {
  const { name, team, live } = space
  const { epoch } = team.roster()
  if (epoch.event !== undefined && team.secrets() === undefined)
    return [
      {
        message: `this home was not given the keys of epoch ${epoch.epoch}, and cannot connect`,
        hint: 'run a daemon and wait for an admin to be online: the next epoch has them',
      },
    ]
  if (!epoch.stale || (live !== undefined && adminsThere(space) > 0)) return []
  return [
    {
      message: `the keys of epoch ${epoch.epoch} have to change, since somebody left, was removed, or two epochs were begun at once; no admin is online to do it`,
      hint: `have an admin run a daemon: it begins the next epoch by itself; \`memcube swarm members ${name}\` shows who is one`,
    },
  ]
}

function ofInvitations({ name, team, node }: Space): Finding[] {
  const { invitations, usedTwice } = team.roster()
  const twice = usedTwice.map(({ id, keys }) => ({
    message: `${keys.length} came in with the one invitation ${id}`,
    hint: `see \`memcube swarm invites ${name}\`, and remove who was not meant`,
  }))
  if (team.me()?.role !== 'admin') return twice
  const now = node.nowMs()
  const late = invitations.filter(
    ({ state, expires }) => state === 'open' && !hasExpired(expires, now) && expires - now < aboutToExpireMs,
  )
  return [
    ...twice,
    ...late.map(({ id, expires }) => ({
      message: `nobody has used the invitation ${id}, and it expires ${new Date(expires).toISOString()}`,
      hint: `remind whom it is for; if it went astray, \`memcube swarm revoke ${name} ${id}\` and invite again`,
    })),
  ]
}

/** Times in the log are claims; one that lies ahead says that a clock is wrong, there or here. */
function ofClock({ team, node }: Space): Finding[] {
  const newest = Math.max(0, ...team.roster().log.map(({ event }) => event.time))
  if (newest - node.nowMs() < clockOffMs) return []
  return [
    {
      message: `its log has an event of ${new Date(newest).toISOString()}, which is ahead of the clock here`,
      hint: 'set the clock; where it is right, that of another member is wrong. Doors refuse who is two days off',
    },
  ]
}

async function ofKeyFiles({ node: { home } }: Space): Promise<Finding[]> {
  const { authorKey, nodeKey } = homePaths(home)
  const found: Finding[] = []
  for (const path of [home, authorKey, nodeKey, join(home, kemKeyFile)]) {
    const { mode } = await stat(path)
    if ((mode & 0o077) === 0) continue
    found.push({
      message: `${path} has permissions ${(mode & 0o777).toString(8)}; others can read your keys`,
      hint: `chmod ${path === home ? '700' : '600'} ${path}; who may have read them knows them: leave, and join with a new invitation`,
    })
  }
  return found
}

async function ofRestored({ name, node }: Space): Promise<Finding[]> {
  const waiting = (await node.cubes.list()).filter(({ restored }) => restored !== undefined)
  if (waiting.length === 0) return []
  const cubes = waiting.map((record) => `${name}/${record.name}`)
  return [
    {
      message: `restored from a backup and read-only until the members were asked: ${cubes.join(', ')}`,
      hint: `run a daemon until all members were there; or \`memcube pull ${cubes[0]}\` with those who are, or go on from the backup with \`memcube publish ${cubes[0]} --as-restored\``,
    },
  ]
}
