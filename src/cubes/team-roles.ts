import { bytesEqual } from '../core/codec/index.ts'
import type { Member } from '../core/swarm/index.ts'
import type { TeamView } from './team-view.ts'

/** Whether a member may write the cubes of the swarm. */
export function mayWrite({ role }: Pick<Member, 'role'>): boolean {
  return role === 'admin' || role === 'writer'
}

/** Whether somebody may write, or might once: what they made before they left, or only read, is still the team's. */
export function everWrote(team: Pick<TeamView, 'charter' | 'roster'>, key: Uint8Array): boolean {
  if (bytesEqual(team.charter.founder.key, key)) return true
  return team.roster().counting.some(({ event: { change } }) => {
    if (change.kind !== 'add' && change.kind !== 'role') return false
    return mayWrite(change) && bytesEqual(change.kind === 'add' ? change.join.key : change.key, key)
  })
}
