/** What an author may say: whether a head moves only branches that its author signs, and a commit was made in time. */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../core/codec/index.ts'
import type { Head } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { maySign, type Authors } from '../core/policy/index.ts'
import type { NodeContext } from '../node/context.ts'
import { rosterAt } from '../cubes/cube-authors.ts'
import { relate } from '../cubes/known-heads.ts'
import { NodeError } from '../home/errors.ts'

/**
 * A ref to a branch of others must be where one of them has it, or before that.
 * @param others heads of other authors, from here and from peers
 * @throws ERR_DENIED
 */
export async function requireRights(
  node: Pick<NodeContext, 'store'>,
  { standing }: Authors,
  head: Head,
  others: readonly Head[],
): Promise<void> {
  for (const [name, commit] of Object.entries(head.refs)) {
    if (maySign(standing, head.author, name)) continue
    const theirs = others.flatMap(({ author, refs }) =>
      maySign(standing, author, name) && Object.hasOwn(refs, name) ? [refs[name] as CID] : [],
    )
    if (theirs.length > 0 && !(await isBehindOne(node, commit, theirs))) throw moves(head, name)
  }
}

async function isBehindOne(
  node: Pick<NodeContext, 'store'>,
  commit: CID,
  theirs: readonly CID[],
): Promise<boolean> {
  for (const other of theirs)
    if (commit.equals(other) || (await relate(node, commit, other)) === 'behind') return true
  return false
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
export async function requireNotRemoved(
  node: Pick<NodeContext, 'store' | 'cubes'>,
  authors: Authors,
  commit: CID,
): Promise<void> {
  const { author, parents, cube } = await node.cubes.commit(commit)
  for (const parent of parents) {
    if (!(await node.store.has(parent))) continue
    const { tree } = await node.cubes.commit(parent)
    const roster = (await node.store.has(tree)) ? await rosterAt(node, cube.toString(), tree) : undefined
    if (roster === undefined || roster.authors.some(({ key }) => bytesEqual(key, author))) continue
    if (!wasNamed(authors, author, roster.n)) continue
    throw new NodeError(
      'ERR_DENIED',
      `the commit ${commit} is by ${formatDid(author)}, whom the authors of the cube had removed before`,
      { hint: 'nothing of it was taken; an author of the cube can add them again' },
    )
  }
}

/** Whether a key was an author before a roster: the genesis, or one with a lower number. */
function wasNamed({ ever, rosters }: Authors, key: Uint8Array, before: number): boolean {
  const named = rosters.find(({ authors }) => authors.some((one) => bytesEqual(one.key, key)))
  if (named !== undefined && named.n < before) return true
  return named === undefined && ever.some((one) => bytesEqual(one, key))
}
