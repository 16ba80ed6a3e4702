/** Who may speak for a cube at a state of it: its roster there, or else the authors of its genesis. */
import type { CID } from 'multiformats/cid'
import { parseProposalRecord, verifyVerdict } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { formatDid } from '../../core/identity/index.ts'
import type { ReadApproval } from '../../core/rules/index.ts'
import type { Reads } from '../needs.ts'
import { rosterAt } from '../cube-authors.ts'

interface Speakers {
  /** Dids, sorted. */
  authors: string[]
  readApproval: ReadApproval
}

/** @param tree of the first parent of what is judged; held here */
export async function speakersAt(node: Reads, cube: CID, tree: CID): Promise<Speakers> {
  const roster = await rosterAt(node, cube.toString(), tree)
  const keys = roster?.authors.map(({ key }) => key) ?? (await node.cubes.genesis(cube)).authors
  return {
    authors: keys.map((key) => formatDid(key)).sort(),
    readApproval: (record) => readApproval(record, cube, keys),
  }
}

/** Undefined for what is no approval of an author: it counts for nothing, and is no reason to refuse. */
function readApproval(record: Uint8Array, cube: CID, keys: readonly Uint8Array[]): ReturnType<ReadApproval> {
  try {
    const parsed = parseProposalRecord(record)
    if (parsed.t !== 'memcube/approval') return undefined
    verifyVerdict(parsed, cube, keys)
    return parsed
  } catch (error) {
    if (error instanceof MemCubeError) return undefined
    throw error
  }
}
