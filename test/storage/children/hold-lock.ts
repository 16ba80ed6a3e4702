/** Takes the locks of a home and of its store, says so, and keeps them until it is killed. It opens nothing. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { lockHome } from '../../../src/storage/index.ts'
import { takeLock } from '../../../src/storage/lock.ts'

const home = process.argv[2]!
const locks = [await lockHome(home, 'command'), takeLock(join(home, 'store', 'lock'))]
if (locks.includes(undefined)) throw new Error('somebody else has a lock')
writeSync(1, 'locked\n')
setInterval(() => {}, 60_000)
