/**
 * S8: `memcube status` with a daemon running, against the start of Node itself (`node -e 0`).
 *
 *   npm run bench:cli-start -- [rounds, 31]
 */
import { join } from 'node:path'
import { BIN, memcube, startDaemon } from './shared/memcube.ts'
import { freshFolder, median, printHeading, printRatio, printTimes } from './shared/report.ts'
import { run } from './shared/run.ts'

const [rounds = 31] = process.argv.slice(2).map(Number)
const home = join(freshFolder(), 'home')
await memcube(home, 'init', '--name', 'alice')
const daemon = await startDaemon(home)
printHeading(`S8: the command line with a daemon running, ${rounds} rounds`)

const times = { node: [] as number[], status: [] as number[] }
for (let round = -2; round < rounds; round++) {
  const node = await run(process.execPath, ['-e', '0'])
  const status = await run(process.execPath, [BIN, 'status', '--home', home])
  // The first two warm the caches of the system and of the compiler, as any earlier command has.
  if (round < 0) continue
  times.node.push(node.wallMs)
  times.status.push(status.wallMs)
}
await daemon.stop()
printTimes('node -e 0', times.node)
printTimes('memcube status', times.status)
const ratio = median(times.status) / median(times.node)
printRatio('memcube status / node -e 0', ratio, '<= 2.5', ratio <= 2.5)
