/** The store as Helia wants it. Helia checks no hash on local reads and writes; the store below checks both. */
import type { AbortOptions } from 'abort-error'
import type { Blockstore, InputPair, Pair } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import type { Block } from '../core/codec/index.ts'
import type { Store } from './interface.ts'
import { StorageError } from './storage-error.ts'

type Bytes = InputPair['bytes']

/** Blocks that `putMany` and `deleteMany` gather before they write: their consumer waits that long. Guess. */
const gatherBlocks = 256
const gatherBytes = 4 * 1024 * 1024

/** Helia tells errors apart by name. */
class NotFoundError extends StorageError {
  override name = 'NotFoundError'
}

/** @returns a blockstore for `createHeliaLight`; closing it is closing the store. */
export function createBlockstore(store: Store): Blockstore {
  return {
    async has(cid, options) {
      options?.signal?.throwIfAborted()
      return store.has(cid)
    },
    async put(cid, bytes, options) {
      const block = { cid, bytes: await gather(bytes) }
      options?.signal?.throwIfAborted()
      await store.putBlocks([block])
      return cid
    },
    async *get(cid, options) {
      yield await getBlock(store, cid, options)
    },
    async *getMany(cids, options) {
      for await (const cid of cids) yield { cid, bytes: once(await getBlock(store, cid, options)) }
    },
    async delete(cid, options) {
      options?.signal?.throwIfAborted()
      await store.deleteBlocks([cid])
    },
    putMany: (pairs, options) => putMany(store, pairs, options),
    deleteMany: (cids, options) => deleteMany(store, cids, options),
    getAll: (options) => getAll(store, options),
  }
}

async function getBlock(store: Store, cid: CID, options?: AbortOptions): Promise<Uint8Array> {
  options?.signal?.throwIfAborted()
  const bytes = await store.get(cid)
  if (bytes !== undefined) return bytes
  throw new NotFoundError('ERR_NOT_FOUND', `the block ${cid.toString()} is not in the store`, { cid })
}

async function* putMany(
  store: Store,
  pairs: Iterable<InputPair> | AsyncIterable<InputPair>,
  options?: AbortOptions,
): AsyncGenerator<CID> {
  let blocks: Block[] = []
  let size = 0
  for await (const { cid, bytes } of pairs) {
    const block = { cid, bytes: await gather(bytes) }
    options?.signal?.throwIfAborted()
    size += block.bytes.length
    if (blocks.push(block) < gatherBlocks && size < gatherBytes) continue
    await store.putBlocks(blocks)
    yield* blocks.map((done) => done.cid)
    blocks = []
    size = 0
  }
  await store.putBlocks(blocks)
  yield* blocks.map((done) => done.cid)
}

async function* deleteMany(
  store: Store,
  cids: Iterable<CID> | AsyncIterable<CID>,
  options?: AbortOptions,
): AsyncGenerator<CID> {
  let gathered: CID[] = []
  for await (const cid of cids) {
    options?.signal?.throwIfAborted()
    if (gathered.push(cid) < gatherBlocks) continue
    await store.deleteBlocks(gathered)
    yield* gathered
    gathered = []
  }
  await store.deleteBlocks(gathered)
  yield* gathered
}

/** Blocks deleted while it runs are left out. */
async function* getAll(store: Store, options?: AbortOptions): AsyncGenerator<Pair> {
  options?.signal?.throwIfAborted()
  for await (const cid of store.blocks()) {
    options?.signal?.throwIfAborted()
    const bytes = await store.get(cid)
    if (bytes !== undefined) yield { cid, bytes: once(bytes) }
  }
}

/** Async although nothing is awaited: the compliance suite takes no other kind. */
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** One piece of bytes from however many they come in. */
async function gather(bytes: Bytes): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  const [first] = pieces
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces)
}
