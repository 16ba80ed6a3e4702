/** How a swarm stands, in words: it runs here also while nobody else is there, or lets this home in. */
import { plainLine } from './terminal-text.ts'

export function swarmState({
  state,
  online,
  members,
}: {
  state: string
  online: number
  members: number
}): string {
  return state === 'online' && online === 0 && members > 1
    ? 'running, and no member is reached'
    : plainLine(state)
}
