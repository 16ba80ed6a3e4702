/**
 * S3, S4 and S10: a pull after one change; difference, three-way merge and fork of a cube in which 100 memories differ; at
 * three sizes, beside git on the same files and changes, with the growth from size to size.
 *
 *   node scripts/bench/history.ts [largest, 100000] [rounds, 7] [seed, 1]
 *
 * memcube is measured in an open node, as a daemon answers; "plan" is the work of S4: bases and what a merge would do,
 * from two commits in the store. The call `merge` also looks for memories that say the same, signs, writes and syncs.
 * git is measured as a process, as it is typed: `git --version` beside it says what starting one costs. git merges in its
 * object store (`merge-tree`), packed, and fetches from `git daemon`.
 */
import { measureMergeAndFork } from './history/merge-and-fork.ts'
import { measurePullOne } from './history/pull-one.ts'
import { CHANGES, TEXT_BYTES, textsOf } from './history/texts.ts'
import { freshFolder, median, printHeading, printRatio, printTimes } from './shared/report.ts'

const [largest = 100_000, rounds = 7, seed = 1] = process.argv.slice(2).map(Number)
const SIZES = [1_000, 10_000, 100_000].filter((size) => size <= largest)
const folder = freshFolder()
/** Median of each line at each size, for the growth. */
const growth = new Map<string, number[]>()

function print(name: string, values: readonly number[]): void {
  printTimes(name, [...values])
  growth.set(name, [...(growth.get(name) ?? []), median([...values])])
}

printHeading(
  `S3, S4 and S10: cubes of memories of ${TEXT_BYTES} B; ${2 * CHANGES} differ between two commits`,
  seed,
)
for (const size of SIZES) {
  console.log(`\n  ${size} memories`)
  const base = textsOf(size, seed)
  const pulled = await measurePullOne(folder, base, rounds)
  const kib = median(pulled.bytes) / 1_024
  print('memcube pull after one change, from a named peer', pulled.named)
  print('memcube pull after one change, from whoever is connected', pulled.connected)
  print('git fetch after one commit of one file', pulled.fetch)
  console.log(`  bytes of the pack: memcube ${median(pulled.bytes)}, git ${median(pulled.fetchBytes)}`)
  growth.set('bytes of a pull', [...(growth.get('bytes of a pull') ?? []), median(pulled.bytes)])
  const { diff, plan, merge, fork, forkBlocks, ...gits } = await measureMergeAndFork(folder, base, rounds)
  print('memcube diff of two commits', diff)
  print('git diff --name-only', gits.gitDiff)
  print('memcube plan of a three-way merge', plan)
  print('memcube merge, compared, signed, written and synced', merge)
  print('git merge-tree --write-tree', gits.gitMerge)
  print(`memcube fork: ${forkBlocks} blocks and a head`, fork)
  print('git branch', gits.gitBranch)
  print('git clone --bare --shared', gits.gitClone)
  print('git --version', gits.gitStart)
  const slower = Math.max(median(diff), median(plan))
  const slowest = Math.max(median(pulled.named), median(pulled.connected))
  if (size === 100_000) {
    printRatio('S3, pull after one change in ms', slowest, '<= 30', slowest <= 30)
    printRatio('S3, pull after one change in KiB', kib, '<= 32', kib <= 32)
    printRatio('S4, diff or merge in ms', slower, '<= 20', slower <= 20)
  }
  printRatio('S10, blocks of a fork, the head counted', forkBlocks + 1, '= 3', forkBlocks + 1 === 3)
}
console.log(`\n  growth over ${SIZES.join(', ')} memories (medians)`)
for (const [name, values] of growth)
  console.log(`  ${name.padEnd(60)} ${values.map((value) => value.toFixed(1).padStart(9)).join(' ')}`)
