/** Commits without end and says after each commit which one is acknowledged. Arguments: folder, first number. */
import { writeSync } from 'node:fs'
import { openStore } from '../../../src/storage/index.ts'
import { numberedBatch, numberedBlocks } from '../numbered-batch.ts'

const [dir, first] = process.argv.slice(2)
const store = await openStore(dir!)
for (let n = Number(first); ; n++) {
  await store.putBlocks(numberedBlocks(n), { staging: `stage-${n}` })
  await store.commit(numberedBatch(n))
  writeSync(1, `${n}\n`)
}
