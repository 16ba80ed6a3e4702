/** Says goodbye: the removal of oneself, handed to whoever is connected before this home forgets the swarm. */
import { setTimeout } from 'node:timers/promises'
import type { Space } from './life.ts'

/** Long enough for one exchange with those who are there. Guess. */
const tellMs = 1_000

/** @returns how many members were there to hear it */
export async function leaveSwarm({ team, live }: Space): Promise<number> {
  const there = live?.online().length ?? 0
  live?.tellBeforeLeaving()
  await team.append({ kind: 'remove', key: team.keys.key })
  if (there > 0) await setTimeout(tellMs)
  return there
}
