/** What waits for a decision of a person, in the cubes of a home and of its swarms. */
import { type Membership, type Reads, type Trust, readersOf } from '../../cubes/index.ts'
import { shortId, type Clock } from '../../home/index.ts'
import { openProposals, waitingIn, type Waiting } from '../waiting/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

/** Named one by one; of the rest the number is told. Guess: what fits on a screen. */
const mostNamed = 5

/** @param lives the home outside of swarms, and each swarm; a swarm alone where that is asked */
export async function checkWaiting(
  lives: readonly (Reads & Trust & Membership & Clock)[],
): Promise<DoctorCheck> {
  const named: string[] = []
  const hints: string[] = []
  for (const life of lives) {
    const open = await openProposals(life)
    for (const record of await life.cubes.list())
      for (const one of await waitingIn(life, record, open)) {
        named.push(`${readersOf(life, record).displayName}: ${said(one)}`)
        hints.push(one.hint)
      }
  }
  const [hint] = hints
  if (hint === undefined) return fine('waiting', 'nothing waits for a decision')
  const more = named.length - mostNamed
  return wrong(
    'waiting',
    `${named.slice(0, mostNamed).join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    `${hint}${hints.length > 1 ? '; `memcube show CUBE` lists all of it' : ''}`,
  )
}

function said({ kind, key, beside, branch, id }: Waiting): string {
  if (kind === 'edited-twice')
    return `"${key}" was edited twice at the same time, the other edit is "${beside}"`
  if (kind === 'unfinished-merge') return `a merge into the branch "${branch}" is unfinished`
  if (kind === 'unmerged') return 'another author made changes that are not merged yet'
  if (kind === 'proposal') return `the proposal ${shortId(id ?? '')} is open`
  return 'it came from a backup, and others may hold what is newer'
}
