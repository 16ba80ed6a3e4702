/**
 * One commit from the first of several peers that gives all of it; where much is left of it the others are asked for shares
 * (`protocols/sync/several-sources.ts`). One that fails makes room for the next; one that is slow is
 * raced by the next, which goes on from what came, and is left for a faster one (`decide-sources.ts`). Who is the best of slow
 * ones, or alone has it, may take its time.
 */
import type { PullRequest } from '../protocols/index.ts'
import type { NetworkServices } from './services.ts'
import { type Pulled, type RaceOptions, SourceRace } from './source-race.ts'

/**
 * @param failed told of each peer that could not give it; what it throws ends the pull
 * @returns undefined when there is nobody, or nobody could give it
 * @throws when the signal aborts
 */
export function pullFromAny(
  { sync }: Pick<NetworkServices, 'sync'>,
  peers: readonly string[],
  request: PullRequest,
  options: RaceOptions,
  failed: (peerId: string, error: unknown) => void,
): Promise<Pulled | undefined> {
  return new SourceRace(sync, peers, request, options, failed).run()
}
