import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore, type LedgerStore } from '../../src/storage/index.ts'

/** Fills a store and moves everything from its log, which has checksums, into its tables, where LevelDB believes any byte. */
export async function fillTables(dir: string, fill: (store: LedgerStore) => Promise<void>): Promise<void> {
  const store = await openStore(dir)
  await fill(store)
  await store.close()
  await (await openStore(dir)).close()
}

/** Flips a bit of every file that holds `needle`, at an offset in it: a compaction may have left more than one. */
export async function flipOnDisk(dir: string, needle: Uint8Array, offset: number): Promise<void> {
  const level = join(dir, 'level')
  let flipped = 0
  for (const name of (await readdir(level)).filter((file) => file.endsWith('.ldb'))) {
    const bytes = await readFile(join(level, name))
    const at = bytes.indexOf(needle)
    if (at === -1) continue
    bytes[at + offset]! ^= 0x04
    await writeFile(join(level, name), bytes)
    flipped++
  }
  if (flipped === 0) throw new Error('no table file holds these bytes')
}
