/**
 * Many real hosts in one process, as the daemon makes its own: what of them finds a cube in the DHT while others come and go, and how
 * soon a signed head is accepted by all who follow its cube.
 *
 *   npm run bench:hosts -- [--hosts 200] [--percent 20] [--seconds 60] [--silently] [--followers 50] [--heads 20] [--seed 1]
 *
 * The hosts are of profile local, on TCP of loopback, and know one or two of them to begin with. `--hosts 0` or `--followers 0`
 * leaves that part out. With `--silently` dials to those who left are not refused: nobody answers, as behind a router. All ends of all connections are in this process: with two cores a handshake takes what it takes both sides, and times are
 * larger than those of as many machines. No wire has a delay: times are smaller than those of machines far apart.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { measureChurn } from './hosts/churn.ts'
import { measureGossip } from './hosts/gossip.ts'
import { createRandom } from './shared/random.ts'
import { printHeading } from './shared/report.ts'

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    percent: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    silently: { type: 'boolean', default: false },
    followers: { type: 'string', default: '50' },
    heads: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const { silently, ...texts } = values
const numbers = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [name, Number(text)]),
) as Record<keyof typeof texts, number>
const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

printHeading('Many hosts in one process', numbers.seed)
console.log(`  load     ${load()} before`)
if (numbers.hosts > 0) await measureChurn({ ...numbers, silently, random: createRandom(numbers.seed) })
if (numbers.followers > 0) await measureGossip(numbers)
console.log(`  load     ${load()} after`)
process.exit()
