/** Damaged values are moved aside, never dropped: under a key of their own, out of every listing. */
import type { CID } from 'multiformats/cid'
import { sha256, type Block } from '../core/codec/index.ts'
import { listEntries } from './check-blocks.ts'
import type { Database, WriteOperation } from './database.ts'
import { flipBack } from './flip-back.ts'
import { hasHash } from './has-hash.ts'
import { asideKey, asideRange, blockKey, cidOfKey } from './key-space.ts'
import { reading } from './level-errors.ts'
import { pages } from './pages.ts'

/** Keys counted at once. Guess. */
const pageKeys = 1_024

/** The operations that put blocks in the place of damaged ones, whose bytes go aside. */
export async function healOperations(
  database: Database,
  blocks: readonly Block[],
): Promise<WriteOperation[]> {
  const keys = blocks.map(({ cid }) => blockKey(cid))
  // Bytes that LevelDB itself cannot read are nothing that could be kept here; the table that has them is kept by mending.
  const held = await database.getMany(keys).catch(() => keys.map(() => undefined))
  return blocks.flatMap(({ cid, bytes }, index) => {
    const key = keys[index] as Uint8Array
    const before = held[index]
    const put: WriteOperation = { type: 'put', key, value: bytes }
    return before === undefined || hasHash(cid, before)
      ? [put]
      : [{ type: 'put', key: asideKey(key), value: before }, put]
  })
}

export async function countAside(database: Database): Promise<number> {
  let count = 0
  for await (const page of pages(
    (range, limit) => database.keys(range, limit),
    (key) => key,
    asideRange,
    pageKeys,
  ))
    count += page.length
  return count
}

/** Blocks that are tried bit by bit in one go. Guess: seconds, when all are large. */
const maxFlipped = 64

/** Looks through all blocks for bytes under names that are not theirs, and tries what one flipped bit may have done. */
export async function recoverBlocks(database: Database, cids: readonly CID[]): Promise<Block[]> {
  const wanted = new Map(cids.map((cid) => [hex(cid.multihash.digest), cid]))
  const found: Block[] = []
  let tried = 0
  for await (const page of listEntries(database)) {
    for (const [key, bytes] of page) {
      const named = cidOfKey(key)
      if (named !== undefined && hasHash(named, bytes)) continue
      const cid = wanted.get(hex(sha256(bytes)))
      if (cid !== undefined) found.push({ cid, bytes })
      else if (named !== undefined && wanted.has(hex(named.multihash.digest)) && tried++ < maxFlipped) {
        const whole = flipBack(named, bytes)
        if (whole !== undefined) found.push({ cid: named, bytes: whole })
        // Other work of this process has its turn between two blocks.
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
  return found
}

/** Keys of blocks whose bytes or name are damaged, but for those with these CIDs. */
export async function damagedBlockKeys(database: Database, keep: ReadonlySet<string>): Promise<Uint8Array[]> {
  const keys: Uint8Array[] = []
  for await (const page of listEntries(database)) {
    for (const [key, bytes] of page) {
      const cid = cidOfKey(key)
      if (cid === undefined || (!hasHash(cid, bytes) && !keep.has(cid.toString()))) keys.push(key)
    }
  }
  return keys
}

/** The operations that move a value aside. */
export async function moveAside(database: Database, key: Uint8Array): Promise<WriteOperation[]> {
  const [value] = await reading(database.getMany([key]))
  if (value === undefined) return []
  return [
    { type: 'put', key: asideKey(key), value },
    { type: 'del', key },
  ]
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
