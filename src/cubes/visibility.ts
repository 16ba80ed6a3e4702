/** Who can read a cube, as every answer says it. */
import type { Membership } from './needs.ts'
import { isPublic } from './is-public.ts'
import type { CubeRecord } from './cube-record.ts'

export type Visibility = 'private' | 'public' | 'swarm'

export interface Readers {
  /** `private`: who has this home. `public`: everybody. `swarm`: the members of the swarm. */
  visibility: Visibility
  /** Name of the swarm; null outside of swarms. */
  swarm: string | null
  /** `crew/runbook` in a swarm, else the name. */
  displayName: string
}

export function visibilityOf({ team }: Membership, record: CubeRecord): Visibility {
  if (team !== undefined) return 'swarm'
  // Of a cube whose part is here everybody can read the whole elsewhere.
  const { part: _part, ...whole } = record
  return isPublic(whole, undefined) ? 'public' : 'private'
}

export function readersOf(node: Membership, record: CubeRecord): Readers {
  const swarm = node.team?.name ?? null
  return {
    visibility: visibilityOf(node, record),
    swarm,
    displayName: swarm === null ? record.name : `${swarm}/${record.name}`,
  }
}
