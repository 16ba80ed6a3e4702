/**
 * `fsck` and `gc` of a home with many memories, whole commands without a daemon, beside `git fsck` of the same texts.
 *
 *   npm run bench:care -- [memories, 100000] [rounds, 3] [seed, 1]
 *
 * The memories came in one import and are in the index; git has them in one commit, packed. Nothing is garbage, so `gc` looks at all and deletes nothing.
 */
import { join } from 'node:path'
import { initHome, openNode } from '../../src/node/index.ts'
import { repositoryOf } from './history/repository.ts'
import { importTexts, TEXT_BYTES, textsOf } from './history/texts.ts'
import { printBeside } from './shared/beside.ts'
import { gitCost } from './shared/git.ts'
import { memcube, memcubeCost } from './shared/memcube.ts'
import { freshFolder, printHeading } from './shared/report.ts'

const [count = 100_000, rounds = 3, seed = 1] = process.argv.slice(2).map(Number)
printHeading(`care: ${count} memories of ${TEXT_BYTES} B`, seed)
const folder = freshFolder()
const texts = textsOf(count, seed)
const home = join(folder, 'home')
await initHome({ home, name: 'bench' })
const node = await openNode({ home })
await node.call('create', { name: 'notes' })
await importTexts(folder, node, texts)
await node.close()
// What an import leaves for the index is done once, before anything is measured.
await memcube(home, 'fsck')
const repository = await repositoryOf(folder, 'repository', [{ branch: 'main', texts }])
const gitFsck = { against: 'git fsck', git: () => gitCost(folder, repository, 'fsck', '--full') }
await printBeside(
  [
    { name: 'memcube fsck', memcube: () => memcubeCost(folder, home, 'fsck'), ...gitFsck },
    { name: 'memcube gc', memcube: () => memcubeCost(folder, home, 'gc'), ...gitFsck },
  ],
  rounds,
  2,
)
