/** An author whose program judges nothing: signs whatever is wanted, over the store of a home that nobody has open. */
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../src/core/codec/index.ts'
import {
  createMemory,
  nextTid,
  parseCommit,
  parseHead,
  signCommit,
  signHead,
  type Commit,
  type MemoryInput,
} from '../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret } from '../../src/core/identity/index.ts'
import { applyChanges, getEntry } from '../../src/core/tree/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { headEntry, highWater, openHome, openStore, type Store } from '../../src/storage/index.ts'

/** What each key shall hold; null takes it away. */
export type LawlessChange = Record<string, (Partial<MemoryInput> & { body: string }) | Block | null>

/** One commit for each change, one head over all, as the author of the cube; the home is closed before and after. */
export async function commitLawlessly(
  home: string,
  cube: string,
  changes: readonly LawlessChange[],
  commitFields: Partial<Pick<Commit, 'message' | 'time'>> = {},
): Promise<string> {
  const { publicKey, secret } = keyPairFromSecret((await openHome(home)).authorKey)
  const store = await openStore(join(home, 'store'))
  try {
    let record = (await store.records<CubeRecord>('cubes').get(cube)) as CubeRecord
    for (const change of changes) {
      const before = parseCommit((await store.get(record.commit)) as Uint8Array)
      const made = Object.entries(change).map(([key, input]) => ({
        key,
        block:
          input && 'cid' in input
            ? input
            : input &&
              createMemory({
                type: 'plaintext',
                media: 'text/plain',
                tags: [],
                created: before.time,
                provenance: { activity: 'add' },
                governance: {},
                ...input,
              }).block,
      }))
      let grown = 0
      for (const { key, block } of made) {
        const had = await getEntry(store, before.tree, key)
        grown += (block === null ? 0 : 1) - (had === undefined ? 0 : 1)
      }
      const tree = await applyChanges(
        store,
        before.tree,
        made.map(({ key, block }) => ({ key, value: block?.cid ?? null })),
      )
      const time = commitFields.time ?? Math.max(Date.now(), before.time)
      const { block } = signCommit(
        {
          cube: before.cube,
          tree: tree.root,
          parents: [record.commit],
          rev: nextTid(before.rev, time, 7),
          author: publicKey,
          time,
          message: commitFields.message ?? 'as I like',
          count: before.count + grown,
        },
        secret,
      )
      const refs: Record<string, CID> = { ...parseHead(record.head).refs, [record.branch]: block.cid }
      const { head, bytes } = signHead(
        {
          cube: before.cube,
          seq: await nextSeq(store, record, publicKey),
          refs,
          author: publicKey,
          time,
          expires: time + 7 * 86_400_000,
        },
        secret,
      )
      record = { ...record, commit: block.cid, head: bytes, seq: head.seq }
      await store.commit({
        blocks: [...made.flatMap((one) => (one.block === null ? [] : [one.block])), ...tree.blocks, block],
        put: [
          { space: 'cubes', key: cube, value: record },
          headEntry(cube, formatDid(publicKey), { seq: head.seq, head: bytes }),
        ],
      })
    }
    return record.commit.toString()
  } finally {
    await store.close()
  }
}

/** Of several authors each counts heads of their own. */
async function nextSeq(store: Store, record: CubeRecord, publicKey: Uint8Array): Promise<number> {
  if (record.rosters === undefined) return record.seq + 1
  return ((await highWater(store, record.cube, formatDid(publicKey)))?.seq ?? 0) + 1
}

/** A head that stands on an older commit, as if the newer ones had never been. */
export async function rewindLawlessly(home: string, cube: string, commit: CID): Promise<void> {
  const { publicKey, secret } = keyPairFromSecret((await openHome(home)).authorKey)
  const store = await openStore(join(home, 'store'))
  try {
    const record = (await store.records<CubeRecord>('cubes').get(cube)) as CubeRecord
    const time = Date.now()
    const { head, bytes } = signHead(
      {
        cube: parseHead(record.head).cube,
        seq: record.seq + 1,
        refs: { [record.branch]: commit },
        author: publicKey,
        time,
        expires: time + 7 * 86_400_000,
      },
      secret,
    )
    await store.commit({
      put: [
        { space: 'cubes', key: cube, value: { ...record, commit, head: bytes, seq: head.seq } },
        headEntry(cube, record.author, { seq: head.seq, head: bytes }),
      ],
    })
  } finally {
    await store.close()
  }
}
