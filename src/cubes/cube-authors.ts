/** The authors of a cube in this home: the rosters that its record keeps, and what they let this home do. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import {
  authorsKey,
  earlierAuthorsKey,
  fitsPattern,
  isAfterRemoval,
  readAuthors,
  rosterIn,
  rosterMemory,
  type Authors,
  type Roster,
  encodeRoster,
} from '../core/policy/index.ts'
import type { Commit } from '../core/cube/index.ts'
import { getEntry } from '../core/tree/index.ts'
import type { Reads, Shelved, Signer } from './needs.ts'
import { type Stored, NodeError } from '../home/index.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import type { CubeChange } from './cube-change.ts'

/** Who signs for a cube, from the rosters that were verified when they were kept. */
export async function authorsOf(
  node: Shelved,
  record: Pick<CubeRecord, 'cube' | 'rosters'>,
): Promise<Authors> {
  const cube = parseCid(record.cube)
  return readAuthors(cube, await node.cubes.genesis(cube), record.rosters)
}

/** The record under other authors: its rosters, and what they let this home sign. */
export function underAuthors(node: Signer, record: CubeRecord, authors: Authors): CubeRecord {
  const { signs: _signs, ...rest } = record
  if (authors.rosters.length === 0) return rest
  const me = authors.standing.authors.find(({ key }) => Buffer.compare(key, node.author.publicKey) === 0)
  return {
    ...rest,
    own: record.own && me !== undefined,
    followed: record.followed || (isWritable(record) && me === undefined),
    rosters: authors.rosters.map(encodeRoster),
    ...(me !== undefined && { signs: me.branches }),
  }
}

/** @throws ERR_DENIED for a branch that the roster leaves to others */
export function requireMaySign(record: Pick<CubeRecord, 'name' | 'signs'>, branch: string): void {
  const { signs } = record
  if (signs === undefined || signs.some((pattern) => fitsPattern(pattern, branch))) return
  throw new NodeError(
    'ERR_DENIED',
    `the authors of ${record.name} let this home sign ${signs.join(', ')}, and not the branch "${branch}"`,
    {
      hint: `write on a branch of yours with --branch, and ask an author to merge it; see \`memcube authors ${record.name}\``,
    },
  )
}

/**
 * That no state which this home goes on from has taken it off: named again or not, others refuse what it writes there.
 * @param parents commits that are held
 * @throws ERR_DENIED
 */
export async function requireNamedAt(
  node: Reads & Signer,
  record: Pick<CubeRecord, 'cube' | 'name' | 'rosters'>,
  parents: readonly Pick<Commit, 'tree'>[],
): Promise<void> {
  if (record.rosters === undefined) return
  const authors = await authorsOf(node, record)
  for (const { tree } of parents)
    if (isAfterRemoval(authors, node.author.publicKey, await rosterAt(node, record.cube, tree)))
      throw new NodeError(
        'ERR_DENIED',
        `the state of ${record.name} that this home has took it off its authors, and no newer one names it again: others would refuse what it writes here`,
        {
          hint: `\`memcube pull ${record.name}\` once an author has written the change of authors; if it waits for your agreement, \`memcube merge\` that commit first`,
        },
      )
}

/** What a commit has to change so that its tree holds these rosters. The same roster is the same memory, whoever writes it. */
export async function rosterChanges(
  node: Stored,
  tree: CID,
  rosters: readonly Roster[],
): Promise<CubeChange[]> {
  const changes: CubeChange[] = []
  for (const roster of rosters) {
    const key = roster === rosters.at(-1) ? authorsKey : earlierAuthorsKey(roster.n)
    const before = await getEntry(node.store, tree, key)
    const { memory, block } = rosterMemory(roster)
    if (before?.equals(block.cid) !== true)
      changes.push({ key, before, after: { cid: block.cid, memory, blocks: [block] } })
  }
  return changes
}

/** The roster that a state holds, if it holds one of its own cube: a fork shares that of its upstream, which is none. */
export async function rosterAt(node: Reads, cube: string, tree: CID): Promise<Roster | undefined> {
  const cid = await getEntry(node.store, tree, authorsKey)
  if (cid === undefined) return undefined
  const roster = rosterIn(await node.cubes.memory(cid))
  return roster.cube.toString() === cube ? roster : undefined
}
