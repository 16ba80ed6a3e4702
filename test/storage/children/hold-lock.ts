/** Takes the locks of a home and of its store, says so, and keeps them until it is killed. It opens nothing. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { lockHome } from '../../../src/storage/index.ts'
import { takeLock } from '../../../src/storage/lock.ts'

const home = process.argv[2]!
const locks = [await lockHome(home, 'command').catch(() => undefined), takeLock(join(home, 'store', 'lock'))]
writeSync(1, locks.includes(undefined) ? 'refused\n' : 'locked\n')
setInterval(() => {}, 60_000)
