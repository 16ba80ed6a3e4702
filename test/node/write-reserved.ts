/** Writes a memory under a reserved key of an own cube, as a program would that keeps to no rule. The home is closed. */
import { join } from 'node:path'
import type { Block } from '../../src/core/codec/index.ts'
import { parseCid } from '../../src/core/codec/index.ts'
import { nextTid, parseCommit, parseHead, signCommit, signHead } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { applyChanges } from '../../src/core/tree/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { headEntry, openHome, openStore } from '../../src/storage/index.ts'

export async function writeReserved(home: string, cube: string, key: string, block: Block): Promise<void> {
  const { authorKey } = await openHome(home)
  const { publicKey, secret } = keyPairFromSecret(authorKey)
  const store = await openStore(join(home, 'store'))
  const record = (await store.records<CubeRecord>('cubes').get(cube))!
  const before = parseCommit((await store.get(record.commit))!)
  const tree = await applyChanges(store, before.tree, [{ key, value: block.cid }])
  const time = Math.max(Date.now(), before.time)
  const { block: commit } = signCommit(
    {
      cube: parseCid(cube),
      tree: tree.root,
      parents: [record.commit],
      rev: nextTid(before.rev, time, 1),
      author: publicKey,
      time,
      message: 'write what must not be',
      count: before.count + 1,
    },
    secret,
  )
  const { refs } = parseHead(record.head)
  const { head, bytes } = signHead(
    {
      cube: parseCid(cube),
      seq: record.seq + 1,
      refs: { ...refs, main: commit.cid },
      author: publicKey,
      time,
      expires: time + 86_400_000,
    },
    secret,
  )
  const next = { ...record, head: bytes, seq: head.seq, commit: commit.cid, expires: head.expires }
  await store.commit({
    blocks: [block, ...tree.blocks, commit],
    put: [
      { space: 'cubes', key: cube, value: next },
      headEntry(cube, record.author, { seq: head.seq, head: bytes }),
    ],
  })
  await store.close()
}
