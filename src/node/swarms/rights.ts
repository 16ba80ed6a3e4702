/** What a member may do with the cubes of a swarm. Others refuse it as well: this says so before anything is signed. */
import { NodeError } from '../errors.ts'
import { mayWrite } from './team-roles.ts'
import type { Team } from './team.ts'

/** Calls that sign something. */
export const writingCalls: ReadonlySet<string> = new Set([
  'create',
  'describe',
  'add',
  'import',
  'remove',
  'branch',
  'merge',
  'revert',
  'fork',
  'publish',
  'unpublish',
  'forget',
  'accept',
  'decline',
  'approve',
])

/** @throws ERR_DENIED */
export function requireWriter(team: Team): void {
  const me = team.me()
  if (me !== undefined && mayWrite(me)) return
  throw new NodeError(
    'ERR_DENIED',
    me === undefined
      ? `you are no member of ${team.name} any more; what is here stays readable`
      : `you are a ${me.role} of ${team.name}, and only writers and admins write there`,
    { hint: 'ask an admin for the role: `memcube swarm role SWARM AUTHOR writer`' },
  )
}
