/**
 * What a pull of a cube with several authors takes of what peers offer. Invariant: the authors known here give way only to
 * a chain that goes on from theirs, and a head counts only by an author in force. Pure. Spec: protocols/authors/spec.md.
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../core/codec/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { keysOf, maySign, relateAuthors, type Authors, type Standing } from '../core/policy/index.ts'
import { branchToPull, isOnLocalBranch, mainBranch, isWritable, type CubeRecord } from '../cubes/index.ts'
import type { OfferedHead } from './choose-head.ts'

/** Whose chain of rosters to go by. `disputed`: two were signed on the same one, and the one known here stays. */
export function decideAuthors(ours: Authors | undefined, theirs: Authors): 'ours' | 'theirs' | 'disputed' {
  const relation = ours === undefined ? 'behind' : relateAuthors(ours, theirs)
  if (relation === 'diverged') return 'disputed'
  return relation === 'behind' ? 'theirs' : 'ours'
}

/** Whether a key may sign heads of the cube now. */
export function isInForce(standing: Standing, key: Uint8Array): boolean {
  return keysOf(standing).some((one) => bytesEqual(one, key))
}

interface AuthorsHeads {
  author: string
  heads: OfferedHead[]
}

/** Heads of authors in force, those who may sign main first; and of anybody else, to be refused. */
export function sortByAuthor(
  standing: Standing,
  offers: readonly OfferedHead[],
): { heads: AuthorsHeads[]; strangers: OfferedHead[] } {
  const keys = keysOf(standing)
  const onMain = keys.filter((key) => maySign(standing, key, mainBranch))
  const others = keys.filter((key) => !maySign(standing, key, mainBranch))
  return {
    heads: [...onMain, ...others]
      .map((key) => ({
        author: formatDid(key),
        heads: offers.filter(({ head }) => bytesEqual(head.author, key)),
      }))
      .filter(({ heads }) => heads.length > 0),
    strangers: offers.filter(({ head }) => !isInForce(standing, head.author)),
  }
}

/**
 * The commits of a head whose states this home needs: of one that signs, every branch that the author may sign, to merge it;
 * of any other, the branch it is on and main.
 */
export function commitsToPull(
  standing: Standing,
  { head }: OfferedHead,
  record: Pick<CubeRecord, 'own' | 'signs' | 'branch'> | undefined,
): CID[] {
  const isSigner = record !== undefined && isWritable(record)
  const branch = record?.branch ?? mainBranch
  return Object.entries(head.refs)
    .filter(
      ([name]) =>
        (isSigner || name === branch || name === mainBranch) && maySign(standing, head.author, name),
    )
    .map(([, commit]) => commit)
}

/** Where a cube from a backup goes when its home takes back a head that it signed after the backup. */
export function commitTakenBack(record: CubeRecord, { head }: OfferedHead): CID {
  if (isOnLocalBranch(record)) return record.commit
  return branchToPull(head, record.branch)?.commit ?? record.commit
}

/** The number of the mark after that: never below one that was used before. */
export function seqTakenBack(mark: { seq: number } | undefined, { head }: OfferedHead): number {
  return Math.max(mark?.seq ?? 0, head.seq)
}
