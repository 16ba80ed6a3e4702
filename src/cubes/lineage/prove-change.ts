/** How far a change is proven by what is held here: as a stranger would check it. */
import type { CID } from 'multiformats/cid'
import { isSameCid } from '../../core/codec/index.ts'
import {
  createDepths,
  DEFAULT_TREE_OPTIONS,
  proveEntry,
  verifyProof,
  type TreeChange,
} from '../../core/tree/index.ts'
import type { Stored } from '../../home/index.ts'
import type { LineageStep } from './steps.ts'

/**
 * `change`: the author's signature holds over a commit whose tree has the memory (or lacks the key), and the tree of the
 * parent that it names had what the change says. `state`: the signed state has it; which commit brought it is not known.
 * `none`: the signature cannot be checked here, or does not hold.
 */
export type ChangeProof = 'change' | 'state' | 'none'

/** @param isSigned whether the signature of the step's commit was found to hold */
type Prove = (step: LineageStep, change: TreeChange, isSigned: boolean) => Promise<ChangeProof>

/** Proves changes of one history, whose trees have most keys in common. */
export function createChangeProofs({ store }: Stored): Prove {
  const depthOf = createDepths(DEFAULT_TREE_OPTIONS.bitsPerLevel)
  /** Whether a proof shows that a tree has this under the key, or nothing. */
  const shows = async (tree: CID, key: string, expected: CID | undefined): Promise<boolean> => {
    const { value } = verifyProof(tree, key, await proveEntry(store, tree, key), { depthOf })
    return isSameCid(value, expected)
  }
  return async ({ commit, base, kind }, { key, before, after }, isSigned) => {
    if (!isSigned || !(await shows(commit.tree, key, after))) return 'none'
    if (kind !== 'exact') return 'state'
    if (base === undefined) return 'change'
    return (await shows(base.commit.tree, key, before)) ? 'change' : 'none'
  }
}

/** What a memory says of itself, which nothing proves. */
const ofMemory = ['source', 'model', 'tool', 'agent', 'derived', 'activity', 'licence']

/** What of a row is proven, and what its author says; by how far the row is proven. */
export const standing: Readonly<Record<ChangeProof, { verified: string[]; claimed: string[] }>> =
  Object.freeze({
    change: {
      verified: ['key', 'op', 'memory', 'previous', 'commit', 'cube', 'author', 'brought'],
      claimed: ['time', ...ofMemory],
    },
    state: {
      verified: ['key', 'memory', 'commit', 'cube'],
      claimed: ['op', 'previous', 'author', 'time', ...ofMemory],
    },
    none: {
      verified: [],
      claimed: [
        'key',
        'op',
        'memory',
        'previous',
        'commit',
        'cube',
        'author',
        'brought',
        'time',
        ...ofMemory,
      ],
    },
  })
