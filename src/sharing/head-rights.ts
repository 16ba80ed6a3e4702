/** What an author may say: whether a head moves only branches that its author signs, and a commit was made in time. */
import type { CID } from 'multiformats/cid'
import type { Head } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import type { HistoryRelation } from '../core/merge/index.ts'
import { isAfterRemoval, type Authors } from '../core/policy/index.ts'
import { type Reads, rosterAt, relate } from '../cubes/index.ts'
import { type Stored, NodeError } from '../home/index.ts'
import { decideMovedBranch, foreignRefs } from './decide-rights.ts'

/**
 * A ref to a branch of others must be where one of them has it, or before that.
 * @param others heads of other authors, from here and from peers
 * @throws ERR_DENIED
 */
export async function requireRights(
  node: Stored,
  { standing }: Authors,
  head: Head,
  others: readonly Head[],
): Promise<void> {
  const seen: { branch: string; relations: HistoryRelation['type'][] }[] = []
  for (const { branch, commit, theirs } of foreignRefs(standing, head, others)) {
    const relations: HistoryRelation['type'][] = []
    for (const other of theirs) relations.push(await relate(node, commit, other))
    seen.push({ branch, relations })
  }
  const moved = decideMovedBranch(seen)
  if (moved !== undefined) throw moves(head, moved)
}

function moves(head: Head, branch: string): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `the head of ${formatDid(head.author)} moves the branch "${branch}", which they may not sign`,
    {
      hint: 'nothing of it was taken; an author of the cube can give them the branch, or merge what they wrote',
    },
  )
}

/**
 * That nobody writes on a state that had removed them: as far as the states of the parents are held.
 * @throws ERR_DENIED
 */
export async function requireNotRemoved(node: Reads, authors: Authors, commit: CID): Promise<void> {
  const { author, parents, cube } = await node.cubes.commit(commit)
  for (const parent of parents) {
    if (!(await node.store.has(parent))) continue
    const { tree } = await node.cubes.commit(parent)
    const roster = (await node.store.has(tree)) ? await rosterAt(node, cube.toString(), tree) : undefined
    if (!isAfterRemoval(authors, author, roster)) continue
    throw new NodeError(
      'ERR_DENIED',
      `the commit ${commit} is by ${formatDid(author)}, whom the authors of the cube had removed before`,
      { hint: 'nothing of it was taken; an author of the cube can add them again' },
    )
  }
}
