/** What a member may do with the cubes of a swarm. Others refuse it as well: this says so before anything is signed. */
import type { Genesis } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { NodeError } from '../home/index.ts'
import { everWrote, mayWrite } from './team-roles.ts'
import type { TeamView } from './team-view.ts'

/** Whether this home may sign for the cubes of its swarm now; outside of swarms nobody else has a say. */
export function maySignIn(team: Pick<TeamView, 'me'> | undefined): boolean {
  const me = team?.me()
  return team === undefined || (me !== undefined && mayWrite(me))
}

/** @throws ERR_DENIED */
export function requireWriter(team: Pick<TeamView, 'me' | 'name'>): void {
  if (maySignIn(team)) return
  const me = team.me()
  throw new NodeError(
    'ERR_DENIED',
    me === undefined
      ? `you are no member of ${team.name} any more; what is here stays readable`
      : `you are a ${me.role} of ${team.name}, and only writers and admins write there`,
    { hint: 'ask an admin for the role: `memcube swarm role SWARM AUTHOR writer`' },
  )
}

/** Of a cube that is new here: whoever may sign it from its beginning on may write in the swarm, or might. @throws ERR_DENIED */
export function requireMadeByWriters(
  team: Pick<TeamView, 'name' | 'charter' | 'roster'>,
  { authors }: Pick<Genesis, 'authors'>,
): void {
  const stranger = authors.find((key) => !everWrote(team, key))
  if (stranger === undefined) return
  throw new NodeError(
    'ERR_DENIED',
    `the cube was made by ${formatDid(stranger)}, who may not write in ${team.name}`,
    {
      hint: 'if it is for the team, an admin makes its author a writer: `memcube swarm role SWARM AUTHOR writer`',
    },
  )
}
