/** What admins do to the roster, as changes of the log. */
import { bytesEqual } from '../core/codec/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { SWARM_LIMITS, type JoinRequest, type Member, type Role } from '../core/swarm/index.ts'
import { NodeError, notFound } from '../home/index.ts'
import { mayNot, type Team } from './team.ts'

/** Lets somebody in; the secrets ride in the event. @throws ERR_DENIED, ERR_LIMIT, ERR_UNVERIFIABLE for a key that nothing can be sealed to */
export async function addMember(team: Team, join: JoinRequest, role: Role): Promise<void> {
  requireAdmin(team)
  const { members, epoch, removed } = team.roster()
  if (members.length >= SWARM_LIMITS.maxMembers)
    throw new NodeError('ERR_LIMIT', `a swarm has at most ${SWARM_LIMITS.maxMembers} members`)
  if (removed.some((key) => bytesEqual(key, join.key)))
    throw new NodeError('ERR_DENIED', 'a key that was removed does not come back', {
      hint: 'whoever comes back makes new keys: `memcube swarm join` does that with a new invitation',
    })
  const wraps = (await team.wrapFor(join, role)).map((wrap) => ({ ...wrap, epoch: epoch.epoch }))
  await team.append({ kind: 'add', role, join, wraps })
}

/** @throws ERR_DENIED */
export function requireAdmin(team: Team): Member {
  const me = team.me()
  if (me?.role !== 'admin') throw mayNot(team.name, me)
  return me
}

/** The member that a person means: a did, a name that only one has, or the end of a did. @throws ERR_NOT_FOUND, ERR_CONFLICT */
export function findMember(team: Team, text: string): Member {
  const { members } = team.roster()
  const byDid = members.filter(({ key }) => formatDid(key) === text)
  const found = byDid.length > 0 ? byDid : members.filter(({ name }) => name === text)
  const [member, ...others] = found
  if (member === undefined)
    throw notFound(
      `${team.name} has no member "${text}"`,
      'give a did:key:z6Mk... or a name as `memcube swarm members` shows it',
    )
  if (others.length > 0)
    throw new NodeError('ERR_CONFLICT', `${found.length} members of ${team.name} call themselves "${text}"`, {
      hint: `give the did: ${found.map(({ key }) => formatDid(key)).join(', ')}`,
    })
  return member
}

/** @throws ERR_CONFLICT where nobody could let members in or put them out any more */
export function requireOtherAdmin(team: Team, leaving: Member): void {
  const { members } = team.roster()
  if (leaving.role !== 'admin') return
  if (members.some(({ key, role }) => role === 'admin' && !bytesEqual(key, leaving.key))) return
  throw new NodeError('ERR_CONFLICT', `${leaving.name} is the last admin of ${team.name}`, {
    hint: 'make somebody else an admin first: `memcube swarm role SWARM AUTHOR admin`',
  })
}

/** Puts somebody out and begins the next epoch, in one step. @throws ERR_DENIED, ERR_CONFLICT */
export async function removeMember(team: Team, member: Member): Promise<void> {
  requireAdmin(team)
  requireOtherAdmin(team, member)
  await team.append({ kind: 'remove', key: member.key }, (now) => team.nextEpoch(now))
}

/** @throws ERR_DENIED, ERR_CONFLICT */
export async function changeRole(team: Team, member: Member, role: Role): Promise<void> {
  requireAdmin(team)
  if (role === member.role) return
  if (role !== 'admin') requireOtherAdmin(team, member)
  const { epoch } = team.roster()
  const wraps =
    member.role === 'seed'
      ? (await team.wrapFor(member, role)).map((wrap) => ({ ...wrap, epoch: epoch.epoch }))
      : []
  const change = { kind: 'role', key: member.key, role, wraps } as const
  // A seed has the secret of the fence alone: a member that becomes one must not get the next content secret.
  if (role === 'seed') await team.append(change, (now) => team.nextEpoch(now))
  else await team.append(change)
}
