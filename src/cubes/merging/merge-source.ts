/** History and trees of the store, as merging reads them. */
import type { CID } from 'multiformats/cid'
import { parseCommit, type Commit } from '../../core/cube/index.ts'
import { MergeError, type HistoryReader, type MergeSource } from '../../core/merge/index.ts'
import { TreeError } from '../../core/tree/index.ts'
import type { Store } from '../../storage/index.ts'
import { NodeError, notFound } from '../../home/index.ts'

/** Commits of a cube are missing that one side of a merge took in: a pull of it brings them. */
export class MissingHistory extends NodeError {
  readonly cube: string

  constructor(why: string, cube: string) {
    super('ERR_NOT_FOUND', `the two sides cannot be compared: ${why}; nothing was merged`, {
      hint: `pull the cube ${cube}, whose history was merged into one of them, and merge again`,
    })
    this.cube = cube
  }
}

interface HeldSource extends MergeSource {
  /** What a failure to read means to a person. */
  explain(error: unknown): unknown
}

export function createMergeSource(store: Store): HeldSource {
  /** Which cube a parent that is not held was met in. */
  const metIn = new Map<string, CID>()
  const missing: string[] = []
  const history: HistoryReader = {
    async getMany(cids): Promise<(Commit | undefined)[]> {
      const blocks = await store.getMany(cids)
      return cids.map((cid, index) => {
        const bytes = blocks[index]
        if (bytes === undefined) return void missing.push(cid.toString())
        const commit = parseCommit(bytes)
        for (const parent of commit.parents) metIn.set(parent.toString(), commit.cube)
        return commit
      })
    },
  }
  return {
    history,
    reader: store,
    explain(error) {
      if (!(error instanceof MergeError || error instanceof TreeError) || error.code !== 'ERR_NOT_FOUND')
        return error
      const cube = missing.map((cid) => metIn.get(cid)).find((found) => found !== undefined)
      if (cube !== undefined) return new MissingHistory(error.message, cube.toString())
      return notFound(
        `the two sides cannot be compared: ${error.message}; nothing was merged`,
        'a pull brings the newest state of a cube; ask a node that followed it then',
      )
    },
  }
}
