/** Opens the store of a folder, says so, and keeps it until it is killed. */
import { writeSync } from 'node:fs'
import { openStore } from '../../../src/storage/index.ts'

await openStore(process.argv[2]!)
writeSync(1, 'open\n')
setInterval(() => {}, 60_000)
