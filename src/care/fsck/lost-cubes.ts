/**
 * Own cubes that lost their record and every signed head: their genesis and commits are still among the blocks, and what
 * was never published is nowhere else.
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual, DAG_CBOR } from '../../core/codec/index.ts'
import { parseCommit, parseGenesis, type Commit, type Genesis } from '../../core/cube/index.ts'
import type { Signer, CubeRecord } from '../../cubes/index.ts'
import type { Stored } from '../../home/index.ts'

/** A genesis or a commit is smaller: the largest message and parents make 5 KiB. */
const maxRecordBytes = 16 * 1024
const genesisMark = Buffer.from('memcube/genesis')
const commitMark = Buffer.from('memcube/commit')

export interface LostCube {
  cube: string
  genesis: Genesis
  commits: { cid: CID; commit: Commit }[]
}

interface LostCubes {
  look(cid: CID, bytes: Uint8Array): void
  /** Own cubes without a record and without a mark; one with a mark is rebuilt from its signed head. */
  found(): Promise<LostCube[]>
}

export function createLostCubes(node: Signer & Stored, records: readonly CubeRecord[]): LostCubes {
  const known = new Set(records.map(({ cube }) => cube))
  const genesis = new Map<string, Genesis>()
  const commits = new Map<string, { cid: CID; commit: Commit }[]>()
  const isOwn = (author: Uint8Array): boolean => bytesEqual(author, node.author.publicKey)
  return {
    look(cid, bytes) {
      if (cid.code !== DAG_CBOR || bytes.length > maxRecordBytes) return
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      if (text.includes(genesisMark)) {
        const found = attempt(() => parseGenesis(bytes))
        if (found?.authors.some(isOwn) === true && !known.has(cid.toString()))
          genesis.set(cid.toString(), found)
      } else if (text.includes(commitMark)) {
        const commit = attempt(() => parseCommit(bytes))
        if (commit === undefined || !isOwn(commit.author) || known.has(commit.cube.toString())) return
        const id = commit.cube.toString()
        commits.set(id, [...(commits.get(id) ?? []), { cid, commit }])
      }
    },
    async found() {
      const lost: LostCube[] = []
      for (const [cube, parsed] of genesis) {
        const own = commits.get(cube)
        if (own === undefined || (await hasMark(node, cube))) continue
        lost.push({ cube, genesis: parsed, commits: own })
      }
      return lost
    },
  }
}

async function hasMark({ store }: Stored, cube: string): Promise<boolean> {
  for await (const _ of store.records('heads').readable(`${cube}/`)) return true
  return false
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
