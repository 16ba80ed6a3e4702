/** The commits of a simulated cube, and which of them a home holds. Nothing is signed and nothing is encoded. */
import type { CID } from 'multiformats/cid'
import {
  relateHistories,
  MergeError,
  type AuthoredCommit,
  type HistoryReader,
  type HistoryRelation,
} from '../../../src/core/merge/index.ts'
import type { Authors } from '../../../src/core/policy/index.ts'
import { cidOf } from '../../sharing/values.ts'

export interface SimCommit extends AuthoredCommit {
  cid: CID
  /** Key to the name of a memory. */
  entries: ReadonlyMap<string, string>
  /** Memories that the state has a tombstone for. */
  tombstones: ReadonlySet<string>
  /** Memories whose tombstone was taken back here or before. */
  takenBack: ReadonlySet<string>
  /** The rosters that the state holds. */
  authors: Authors
  /** On main, by somebody who never had a right to it. */
  isIllegal: boolean
}

export type NewCommit = Pick<
  SimCommit,
  'parents' | 'author' | 'entries' | 'tombstones' | 'takenBack' | 'authors' | 'isIllegal'
>

/** Every commit that anybody made. */
export class Commits {
  readonly #all = new Map<string, SimCommit>()
  readonly #trees = new Map<string, SimCommit>()
  readonly #numbered: SimCommit[] = []
  /** Of each commit, the numbers of itself and of all before it. */
  readonly #histories: Set<number>[] = []
  readonly #cube: string

  constructor(cube: string) {
    this.#cube = cube
  }

  add(made: NewCommit): SimCommit {
    const n = this.#all.size
    const commit = {
      ...made,
      cid: cidOf(`commit ${n}`),
      tree: cidOf(`tree ${n}`),
      rev: String(n).padStart(6, '0'),
      cube: this.#cube,
    }
    this.#all.set(commit.cid.toString(), commit)
    this.#trees.set(commit.tree.toString(), commit)
    this.#numbered.push(commit)
    const before = made.parents.flatMap((parent) => [...this.#before(parent)])
    this.#histories.push(new Set([...before, n].sort((a, b) => a - b)))
    return commit
  }

  get(cid: CID): SimCommit {
    return this.#all.get(cid.toString())!
  }

  withTree(tree: CID): SimCommit | undefined {
    return this.#trees.get(tree.toString())
  }

  /** A commit and all before it, oldest first. */
  before(cid: CID): SimCommit[] {
    return [...this.#before(cid)].map((n) => this.#numbered[n]!)
  }

  /** Whether a commit is another one, or in the history before it. */
  isBefore(one: CID, other: CID): boolean {
    return this.#before(other).has(Number(this.get(one).rev))
  }

  #before(cid: CID): Set<number> {
    return this.#histories[Number(this.get(cid).rev)]!
  }
}

/** Commits that a home holds, as the history that decisions are made from. */
export class HeldCommits {
  readonly #commits: Commits
  readonly held = new Set<string>()

  constructor(commits: Commits) {
    this.#commits = commits
  }

  has(cid: CID): boolean {
    return this.held.has(cid.toString())
  }

  get(cid: CID): SimCommit | undefined {
    return this.has(cid) ? this.#commits.get(cid) : undefined
  }

  add(cid: CID): void {
    this.held.add(cid.toString())
  }

  readonly history: HistoryReader = {
    getMany: (cids) => Promise.resolve(cids.map((cid) => this.get(cid))),
  }

  /** As `relate` of the cubes does over a store. */
  async relate(ours: CID, theirs: CID): Promise<HistoryRelation['type']> {
    try {
      return (await relateHistories(this.history, ours, theirs)).type
    } catch (error) {
      if (error instanceof MergeError && error.code === 'ERR_NOT_FOUND') return 'unrelated'
      throw error
    }
  }
}
