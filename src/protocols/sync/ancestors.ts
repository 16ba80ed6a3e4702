// Which commits are ancestors of others, found by walking down from the newest `rev`, no further than needed. A child's
// `rev` is above its parents' (formats: monotone TID); where an author broke that, a commit is only found later.
import type { CID } from 'multiformats/cid'
import { parseCommit, placeOfRev } from '../../core/cube/index.ts'
import type { TreeReader } from '../../core/tree/index.ts'
import { memoryKey } from './memory-key.ts'

interface Visit {
  id: string
  rev: string
  parents: CID[]
}

export class AncestorWalk {
  readonly #reader: TreeReader
  /** Commits seen, whether or not the reader has them. */
  readonly #seen = new Set<string>()
  /** Oldest first. */
  #waiting: Visit[] = []
  #starts: CID[]
  readonly #cube: CID | undefined

  /** @param cube where the walk stays: what lies beyond a commit of another cube is not visited */
  constructor(reader: TreeReader, starts: CID[], cube?: CID) {
    this.#reader = reader
    this.#starts = starts
    this.#cube = cube
  }

  /** The ids (`memoryKey`) of those commits that are among the starts or their ancestors. */
  async among(commits: { cid: CID; rev: string }[]): Promise<Set<string>> {
    if (commits.length === 0) return new Set()
    await this.#visit(this.#starts)
    this.#starts = []
    const lowest = commits.reduce((least, { rev }) => (rev < least ? rev : least), commits[0]!.rev)
    for (let newest = this.#pop(lowest); newest !== undefined; newest = this.#pop(lowest))
      await this.#visit(newest.parents)
    return new Set(commits.map(({ cid }) => memoryKey(cid)).filter((id) => this.#seen.has(id)))
  }

  async #visit(cids: CID[]): Promise<void> {
    const fresh = cids.filter((cid) => !this.#seen.has(memoryKey(cid)))
    if (fresh.length === 0) return
    const blocks = await this.#reader.getMany(fresh)
    fresh.forEach((cid, i) => {
      const id = memoryKey(cid)
      this.#seen.add(id)
      const bytes = blocks[i]
      // Shallow history ends where the reader has no more.
      if (bytes === undefined) return
      const { rev, parents, cube } = parseCommit(bytes)
      const isBeyond = this.#cube !== undefined && !cube.equals(this.#cube)
      const visit = { id, rev, parents: isBeyond ? [] : parents }
      this.#waiting.splice(placeOfRev(this.#waiting, revOf, rev), 0, visit)
    })
  }

  /** The newest commit waiting, unless all are older than `lowest`. */
  #pop(lowest: string): Visit | undefined {
    const newest = this.#waiting.at(-1)
    if (newest === undefined || newest.rev < lowest) return undefined
    return this.#waiting.pop()
  }
}

function revOf({ rev }: Visit): string {
  return rev
}
