/** Cubes that an author wrote with a program of his own: a long history, many memories, wide nodes. */
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import {
  createMemory,
  nextTid,
  parseCommit,
  parseHead,
  signCommit,
  signHead,
} from '../../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { applyChanges, DEFAULT_TREE_OPTIONS, keyDepth } from '../../../src/core/tree/index.ts'
import type { CubeRecord } from '../../../src/cubes/cube-record.ts'
import { headEntry, openHome, openStore } from '../../../src/storage/index.ts'

export interface LawlessState {
  /** Memories of the first commit. */
  entries: Iterable<{ key: string; text: string }>
  /** Commits that say the same again, one after the other. */
  commits: number
}

/** Blocks written at once. A guess. */
const batchBlocks = 5_000

/** Writes into the store of a home that nobody has open. */
export async function writeLawlessly(home: string, cube: string, state: LawlessState): Promise<void> {
  const { publicKey, secret } = keyPairFromSecret((await openHome(home)).authorKey)
  const store = await openStore(join(home, 'store'))
  try {
    const record = (await store.records<CubeRecord>('cubes').get(cube)) as CubeRecord
    const before = parseCommit((await store.get(record.commit)) as Uint8Array)
    const made = [...state.entries].map(({ key, text }) => ({ key, block: memoryOf(text, before.time) }))
    const tree = await applyChanges(
      store,
      before.tree,
      made.map(({ key, block }) => ({ key, value: block.cid })),
    )
    const waiting: Block[] = [
      ...new Map(made.map(({ block }) => [block.cid.toString(), block])).values(),
      ...tree.blocks,
    ]
    const flush = async (least: number): Promise<void> => {
      while (waiting.length > least) await store.commit({ blocks: waiting.splice(0, batchBlocks) })
    }
    await flush(0)
    let [parent, rev]: [CID, string] = [record.commit, before.rev]
    const time = Date.now()
    for (let i = 0; i < state.commits; i++) {
      rev = nextTid(rev, time, 7)
      const { block } = signCommit(
        {
          cube: before.cube,
          tree: tree.root,
          parents: [parent],
          rev,
          author: publicKey,
          time,
          message: '',
          count: before.count + made.length,
        },
        secret,
      )
      parent = block.cid
      waiting.push(block)
      await flush(batchBlocks)
    }
    await flush(0)
    const { head, bytes } = signHead(
      {
        cube: before.cube,
        seq: record.seq + 1,
        refs: { ...parseHead(record.head).refs, [record.branch]: parent },
        author: publicKey,
        time,
        expires: time + 7 * 86_400_000,
      },
      secret,
    )
    const memories = record.memories + made.length
    await store.commit({
      put: [
        {
          space: 'cubes',
          key: cube,
          value: { ...record, commit: parent, head: bytes, seq: head.seq, memories },
        },
        headEntry(cube, formatDid(publicKey), { seq: head.seq, head: bytes }),
      ],
    })
  } finally {
    await store.close()
  }
}

function memoryOf(body: string, created: number): Block {
  return createMemory({
    type: 'plaintext',
    media: 'text/plain',
    tags: [],
    created,
    provenance: { activity: 'add' },
    governance: {},
    body,
  }).block
}

/** Leaves are as wide as a block allows: between two keys of a higher level so many others stand side by side. */
const keysOfLeaf = 12_000

export function* wideKeys(count: number): Generator<string> {
  let beside = 0
  for (let i = 0, found = 0; found < count; i++) {
    const key = `k/${String(i).padStart(8, '0')}`
    const isLeaf = keyDepth(key, DEFAULT_TREE_OPTIONS.bitsPerLevel) === 0
    if (isLeaf === beside >= keysOfLeaf) continue
    beside = isLeaf ? beside + 1 : 0
    found++
    yield key
  }
}
