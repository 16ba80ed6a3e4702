import type { Member } from '../../core/swarm/index.ts'

/** Whether a member may write the cubes of the swarm. */
export function mayWrite({ role }: Pick<Member, 'role'>): boolean {
  return role === 'admin' || role === 'writer'
}
