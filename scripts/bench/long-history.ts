/**
 * A cube with a long history: `log`, `log --key`, `lineage` and `verify`, whole commands, beside git on the same changes.
 *
 *   npm run bench:long-history -- [commits, 10000] [rounds, 5] [seed, 1]
 *
 * Each commit changes one of some keys. git is packed (`git gc`). Without a daemon each command opens the home; the last ones go
 * through a daemon. `git log` looks at no signature, and what `memcube log` says of one is checked each time.
 */
import { join } from 'node:path'
import { initHome, openNode } from '../../src/node/index.ts'
import { repositoryOf } from './history/repository.ts'
import { TEXT_BYTES, textsOf } from './history/texts.ts'
import { printBeside } from './shared/beside.ts'
import { gitCost } from './shared/git.ts'
import { memcubeCost, startDaemon } from './shared/memcube.ts'
import { freshFolder, printHeading } from './shared/report.ts'

const [commits = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
/** Each key is changed five times. */
const KEYS = Math.ceil(commits / 5)

printHeading(`history: ${commits} commits, each changes one of ${KEYS} memories of ${TEXT_BYTES} B`, seed)
const folder = freshFolder()
const keys = [...textsOf(KEYS, seed)]
/** 7,919 is prime, so that every key has its turn. */
const changes = Array.from({ length: commits }, (_, at) => {
  const [key, text] = keys[(at * 7_919) % KEYS]!
  return { key, text: `${text} ${at}` }
})

const home = join(folder, 'home')
await initHome({ home, name: 'bench' })
const node = await openNode({ home })
await node.call('create', { name: 'notes' })
for (const { key, text } of changes) await node.call('add', { cube: 'notes', key, text })
await node.close()

const repository = await repositoryOf(
  folder,
  'repository',
  changes.map(({ key, text }) => ({ branch: 'main', texts: new Map([[key, text]]) })),
)

const asked = changes[Math.floor(commits / 2)]!.key
const pairs = [
  { command: ['log', 'notes'], beside: ['log'] },
  { command: ['log', 'notes', '--key', asked], beside: ['log', '--', `${asked}.md`] },
  { command: ['lineage', 'notes', '--limit', '100000'], beside: ['log', '--name-status'] },
  { command: ['verify', 'notes'], beside: ['fsck', '--full'] },
].map(({ command, beside }) => ({
  name: `memcube ${command[0]}${command.includes('--key') ? ' --key' : ''}`,
  against: `git ${beside.join(' ')}`,
  memcube: () => memcubeCost(folder, home, ...command),
  git: () => gitCost(folder, repository, ...beside),
}))
console.log('  without a daemon')
await printBeside(pairs, rounds, 2)
console.log('\n  through a daemon: processor time is that of the command alone')
const daemon = await startDaemon(home)
await printBeside(pairs, rounds, 2)
await daemon.stop()
