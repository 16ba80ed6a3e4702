/** The next roster of a cube, as one author wants it or as another one approves it. Nothing is written here. */
import { shortened } from '../core/errors.ts'
import { parseCid } from '../core/codec/index.ts'
import { WRITTEN_VERSION } from '../core/cube/index.ts'
import { formatDid, parseDid } from '../core/identity/index.ts'
import {
  fitsPattern,
  isPattern,
  maySign,
  parseRosterToken,
  ROSTER_LIMITS,
  signRoster,
  sortAuthors,
  verifySignatures,
  verifyStep,
  type Authors,
  type Roster,
  type RosterAuthor,
} from '../core/policy/index.ts'

import type { Signs } from './needs.ts'
import { invalidInput, NodeError } from '../home/index.ts'
import { mainBranch } from './branches.ts'
import type { CubeRecord } from './cube-record.ts'
import { signingKey } from './signing-key.ts'

interface RosterChange {
  /** An author to add, or whose branches to replace; all branches when none is said. */
  add: { did: string; branches: readonly string[] } | undefined
  remove: string | undefined
  threshold: number | undefined
}

/**
 * @param waiting rosters that wait for signatures: one that says the same is signed, with the signatures that it has
 * @throws ERR_INVALID_INPUT for what no roster can be, ERR_NOT_FOUND to remove somebody who is no author
 */
export function proposeRoster(
  node: Signs,
  record: CubeRecord,
  { standing }: Authors,
  change: RosterChange,
  waiting: readonly Roster[] = [],
): Roster {
  if (standing.n >= ROSTER_LIMITS.maxRosters)
    throw new NodeError(
      'ERR_LIMIT',
      `the authors of ${record.name} were changed ${standing.n} times already`,
      {
        hint: `go on in a new cube: memcube fork ${record.name}`,
      },
    )
  const authors = changedAuthors(record, standing.authors, change)
  const threshold = change.threshold ?? standing.threshold
  const onMain = authors.filter(({ branches }) => branches.some((one) => fitsPattern(one, mainBranch)))
  if (threshold > onMain.length)
    throw invalidInput(
      `a threshold of ${threshold} cannot be met: ${onMain.length} authors of ${record.name} may sign "${mainBranch}"`,
      'add authors first, or give a lower --threshold with the same command',
    )
  const roster: Roster = {
    v: WRITTEN_VERSION,
    t: 'memcube/roster',
    cube: parseCid(record.cube),
    n: standing.n + 1,
    previous: standing.id,
    authors,
    threshold,
    signatures: [],
  }
  if (threshold === standing.threshold && isSame(authors, standing.authors))
    throw invalidInput(`that is what ${record.name} says already`, 'see `memcube authors CUBE`')
  return signRoster(waiting.find((one) => saysSame(one, roster)) ?? roster, signingKey(node))
}

/**
 * The roster of a token, with this home's signature.
 * @throws ERR_INVALID_INPUT for no token of this cube, ERR_CONFLICT for a stale one, ERR_UNVERIFIABLE for a false one
 */
export function approveRoster(node: Signs, record: CubeRecord, { standing }: Authors, token: string): Roster {
  const roster = parseRosterToken(token)
  if (roster.cube.toString() !== record.cube)
    throw invalidInput(
      `the token is for the cube ${roster.cube}, not for ${record.name}`,
      'name the cube that it is for',
    )
  if (!roster.previous.equals(standing.id))
    throw new NodeError(
      'ERR_CONFLICT',
      roster.n > standing.n + 1
        ? `the token follows authors of ${record.name} that this home has not heard of yet`
        : `the token is stale: the authors of ${record.name} were changed after it was made`,
      {
        hint:
          roster.n > standing.n + 1
            ? `bring them with \`memcube pull ${record.name}\`, then approve again`
            : 'ask for the change to be made again, and approve the new token',
      },
    )
  verifyStep(standing, roster.cube, roster)
  verifySignatures(roster)
  if (!maySign(standing, node.author.publicKey, mainBranch))
    throw new NodeError('ERR_DENIED', `this home may not decide who the authors of ${record.name} are`, {
      hint: `\`memcube authors ${record.name}\` lists who may sign "${mainBranch}"`,
    })
  return signRoster(roster, signingKey(node))
}

function changedAuthors(
  record: CubeRecord,
  before: readonly RosterAuthor[],
  { add, remove }: RosterChange,
): RosterAuthor[] {
  let authors = [...before]
  if (remove !== undefined) {
    authors = authors.filter(({ key }) => formatDid(key) !== remove)
    if (authors.length === before.length)
      throw new NodeError('ERR_NOT_FOUND', `${remove} is no author of ${record.name}`, {
        hint: `see \`memcube authors ${record.name}\``,
      })
  }
  if (add !== undefined) {
    const key = parseDid(add.did)
    const branches = add.branches.length === 0 ? ['*'] : add.branches.map(checkPattern)
    authors = [...authors.filter((one) => formatDid(one.key) !== add.did), { key, branches }]
  }
  if (authors.length === 0)
    throw invalidInput(
      `${remove} is the last author of ${record.name}`,
      'add another author first: nobody could write to it any more',
    )
  if (authors.length > ROSTER_LIMITS.maxAuthors)
    throw new NodeError('ERR_LIMIT', `a cube has at most ${ROSTER_LIMITS.maxAuthors} authors`, {
      hint: 'remove one first',
    })
  return sortAuthors(authors)
}

function checkPattern(text: string): string {
  const normal = text.normalize('NFC')
  if (isPattern(normal)) return normal
  throw invalidInput(
    `"${shortened(text, 100)}" is no branch or pattern`,
    'use the name of a branch, the beginning of one and a star such as draft/*, or * for all',
  )
}

/** Whether two rosters change the same, though one may be of an earlier version. */
function saysSame(a: Roster, b: Roster): boolean {
  return (
    a.previous.equals(b.previous) &&
    a.threshold === b.threshold &&
    a.successor === undefined &&
    isSame(a.authors, b.authors)
  )
}

function isSame(a: readonly RosterAuthor[], b: readonly RosterAuthor[]): boolean {
  const text = (all: readonly RosterAuthor[]): string =>
    all.map(({ key, branches }) => [formatDid(key), ...branches].join('\n')).join('\n\n')
  return text(a) === text(sortAuthors(b))
}
