import { basename } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type LedgerStore } from '../../../src/storage/index.ts'
import { temporaryDir } from '../temporary-dir.ts'
import { fakeKeys, type FakeS3 } from './fake-s3.ts'

/** Each folder has a prefix of its own in one bucket. */
export const targetOf = (dir: string): string =>
  `s3://memories/${basename(dir)}?endpoint=http://127.0.0.1:7070`

/** The store of a folder, with whatever was moved. */
export function openAt(
  dir: string,
  { send }: Pick<FakeS3, 'send'>,
  cacheBytes?: number,
): Promise<LedgerStore> {
  const elsewhere = { send, restMs: 1, ...(cacheBytes !== undefined && { cacheBytes }) }
  return openStore(dir, { s3Keys: fakeKeys, elsewhere })
}

/** A new store whose blocks are in S3, closed when the test is over. */
export async function openAway(
  s3: Pick<FakeS3, 'send'>,
  cacheBytes?: number,
): Promise<{ store: LedgerStore; dir: string }> {
  const dir = await temporaryDir()
  const store = await openAt(dir, s3, cacheBytes)
  onTestFinished(() => store.close())
  await store.moveBlocks(targetOf(dir))
  return { store, dir }
}
