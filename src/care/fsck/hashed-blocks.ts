/**
 * What of blocks is kept between the look at all of them and the look at each cube. Their bytes were hashed by this process, and what is
 * kept was read from these very bytes: so a cube is checked without reading them again. What is not kept is read again, and what was
 * damaged is never kept.
 */
import type { CID } from 'multiformats/cid'
import { DAG_CBOR } from '../../core/codec/index.ts'
import { isOpaque, payloadOf, readMemory } from '../../core/cube/index.ts'
import { linkId, type LinkId } from '../../core/tree/index.ts'
import { isIndexed } from '../../cubes/index.ts'
import type { Store } from '../../storage/index.ts'

/** Memories of which it is kept what they are, some 100 bytes each. Guess: 100 MB. */
const mostMemories = 1_000_000
/** Bytes of commits and nodes of trees that are kept. Guess: a history of 10,000 commits. */
const mostBytes = 32 * 1024 * 1024
/** A larger block is no commit, and hardly a node. */
const maxKeptBytes = 16 * 1024
const memoryMark = Buffer.from('memcube/memory')

/** A memory that says all in its own block. */
export interface PlainMemory {
  /** The index should have it. */
  isText: boolean
}

export interface HashedBlocks {
  /** @param bytes that have this hash */
  add(cid: CID, bytes: Uint8Array): void
  /** Undefined for what has to be read. */
  memory(id: LinkId): PlainMemory | undefined
  /** The same blocks, without reading those that are kept. */
  over(store: Store): Store
}

export function createHashedBlocks(): HashedBlocks {
  const memories = new Map<LinkId, PlainMemory>()
  const blocks = new Map<LinkId, Uint8Array>()
  let keptBytes = 0
  const getMany =
    (store: Store): Store['getMany'] =>
    async (cids, options) => {
      const kept = cids.map((cid) => blocks.get(idOf(cid)))
      const open = cids.filter((_, at) => kept[at] === undefined)
      const read = open.length === 0 ? [] : await store.getMany(open, options)
      let next = 0
      return kept.map((bytes) => bytes ?? read[next++])
    }
  return {
    add(cid, bytes) {
      if (cid.code !== DAG_CBOR) return
      const plain = plainMemory(bytes)
      if (plain !== undefined) {
        if (memories.size < mostMemories) memories.set(idOf(cid), plain)
      } else if (bytes.length <= maxKeptBytes && keptBytes + bytes.length <= mostBytes) {
        keptBytes += bytes.length
        // A copy: these bytes may lie in a page of the database that would stay with them.
        blocks.set(idOf(cid), new Uint8Array(bytes))
      }
    },
    memory: (id) => memories.get(id),
    over(store) {
      const many = getMany(store)
      return Object.assign(Object.create(store) as Store, {
        getMany: many,
        get: async (cid: CID, options?: { signal?: AbortSignal }) => (await many([cid], options))[0],
      })
    },
  }
}

const textInside: PlainMemory = Object.freeze({ isText: true })
const nothingToFind: PlainMemory = Object.freeze({ isText: false })

/** Undefined for what is no memory, and for one of which more has to be looked at. */
function plainMemory(bytes: Uint8Array): PlainMemory | undefined {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(memoryMark)) return undefined
  try {
    const memory = readMemory(bytes)
    if (payloadOf(memory) !== undefined) return undefined
    return !isOpaque(memory) && isIndexed(memory) ? textInside : nothingToFind
  } catch {
    return undefined
  }
}

function idOf(cid: CID): LinkId {
  return linkId(cid.bytes)
}
