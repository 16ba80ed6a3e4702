/** How far a change is proven by what is held here: as a stranger would check it. */
import type { LineageStep } from './steps.ts'

/**
 * `change`: the author's signature holds over a commit whose tree has the memory (or lacks the key), and the tree of the
 * parent that it names had what the change says. `state`: the signed state has it; which commit brought it is not known.
 * `none`: the signature cannot be checked here, or does not hold.
 */
export type ChangeProof = 'change' | 'state' | 'none'

/**
 * Of a change that `changesOfStep` found: the nodes on the way to its key were checked, in both trees.
 * @param isSigned whether the signature of the step's commit was found to hold
 */
export function proofOf({ kind }: LineageStep, isSigned: boolean): ChangeProof {
  if (!isSigned) return 'none'
  return kind === 'exact' ? 'change' : 'state'
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
