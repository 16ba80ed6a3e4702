/** The team of a swarm, as those see it who read and write its cubes. `swarms/team.ts` keeps it. */
import type { Charter, Member, Swarm } from '../core/swarm/index.ts'

export interface TeamView {
  readonly name: string
  readonly charter: Charter
  /** What the log says now. */
  roster(): Swarm
  /** This home, while it is a member. */
  me(): Member | undefined
}
