/**
 * The authors that the states of held heads name. A head on gossip comes without rosters: whoever kept the authors known
 * before would go by somebody who was taken off, or not know that this home may sign now.
 * Spec: protocols/authors/spec.md, "Where rosters are kept".
 */
import { parseGenesis, type Genesis } from '../core/cube/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { relateAuthors, type Authors } from '../core/policy/index.ts'
import type { CID } from 'multiformats/cid'
import { type Reads, hasState, mainBranch, rosterAt, findAuthors, knownHeads } from '../cubes/index.ts'
import type { Logs } from '../home/index.ts'

/** The longest chain of rosters that goes on from the one known: that one itself where no state has more. */
export async function learnAuthors(
  node: Reads & Logs,
  { cube, genesis, authors }: { cube: CID; genesis: Uint8Array; authors: Authors },
): Promise<Authors> {
  const parsed = parseGenesis(genesis)
  let best = authors
  for (const { head } of await knownHeads(node, cube.toString(), authors)) {
    const found = await authorsAt(node, cube, parsed, head.refs[mainBranch], best.standing.n)
    if (found !== undefined && relateAuthors(best, found) === 'behind') best = found
  }
  return best
}

/** Those that a state names, where its roster has a higher number; undefined where it is not held or its rosters do not hold. */
async function authorsAt(
  node: Reads & Logs,
  cube: CID,
  genesis: Genesis,
  commit: CID | undefined,
  above: number,
): Promise<Authors | undefined> {
  if (commit === undefined || !(await hasState(node, commit))) return undefined
  const id = cube.toString()
  try {
    const { tree } = await node.cubes.commit(commit)
    const newest = await rosterAt(node, id, tree)
    return (newest?.n ?? 0) > above ? await findAuthors(node, id, genesis, commit) : undefined
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    node.log.warn(
      { cube: id, commit: commit.toString(), error },
      'the rosters of a state do not hold; the authors stay',
    )
    return undefined
  }
}
