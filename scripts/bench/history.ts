/**
 * S4 and S10: difference, three-way merge and fork of a cube in which 100 memories differ, at three sizes, beside git on
 * the same files and changes.
 *
 *   node scripts/bench/history.ts [largest, 100000] [rounds, 7] [seed, 1]
 *
 * memcube is measured in an open node, as a daemon answers; "plan" is the work of S4: bases and what a merge would do,
 * from two commits in the store. The call `merge` also signs, writes and syncs. git is measured as a process, as it is
 * typed: `git --version` beside it says what starting one costs. git merges in its object store (`merge-tree`), packed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCid } from '../../src/core/codec/index.ts'
import { parseCommit } from '../../src/core/cube/index.ts'
import { mergeCommits } from '../../src/core/merge/index.ts'
import { diffTrees } from '../../src/core/tree/index.ts'
import { initHome, openNode } from '../../src/node/index.ts'
import { openStore, type Store } from '../../src/storage/index.ts'
import { git } from './shared/git.ts'
import { createRandom } from './shared/random.ts'
import { freshFolder, median, printHeading, printRatio, printTimes } from './shared/report.ts'

const [largest = 100_000, rounds = 7, seed = 1] = process.argv.slice(2).map(Number)
const SIZES = [1_000, 10_000, 100_000].filter((size) => size <= largest)
/** On each side; 100 in all. */
const CHANGES = 50
const TEXT_BYTES = 600

type Texts = Map<string, string>

function textsOf(count: number): Texts {
  const random = createRandom(seed)
  const word = (): string => Math.floor(random() * 36 ** 5).toString(36)
  const texts: Texts = new Map()
  for (let i = 0; i < count; i++) {
    let text = `note ${i}`
    while (text.length < TEXT_BYTES) text += ` ${word()}`
    texts.set(`topic-${Math.floor(i / 100)}/note-${i}`, text)
  }
  return texts
}

/** Other texts for `CHANGES` keys spread over all. */
function changesOf(texts: Texts, offset: number): Texts {
  const keys = [...texts.keys()]
  const step = Math.floor(keys.length / CHANGES)
  return new Map(
    Array.from({ length: CHANGES }, (_, i): [string, string] => {
      const key = keys[i * step + offset] as string
      return [key, `${texts.get(key)} changed ${offset}`]
    }),
  )
}

const folder = freshFolder()

async function importTexts(
  node: { call(name: string, input: unknown): Promise<unknown> },
  texts: Texts,
  more: object = {},
): Promise<void> {
  const path = join(folder, 'import.jsonl')
  await writeFile(path, [...texts].map(([key, body]) => JSON.stringify({ key, body })).join('\n'))
  await node.call('import', { cube: 'notes', path, ...more })
}

/** A repository with the same files and changes on two branches, packed. */
async function repositoryOf(name: string, base: Texts, ours: Texts, theirs: Texts): Promise<string> {
  const repository = join(folder, name)
  await git(folder, 'init', '--quiet', '--bare', repository)
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: repository,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const commit = (branch: string, from: string | undefined, texts: Texts): string => {
    const files = [...texts].map(
      ([key, text]) => `M 100644 inline ${key}.md\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    )
    const who = 'committer bench <bench@localhost> 1700000000 +0000\ndata 1\nx\n'
    return `commit refs/heads/${branch}\n${who}${from === undefined ? '' : `from refs/heads/${from}\n`}${files.join('')}\n`
  }
  child.stdin.end(
    commit('main', undefined, base) + commit('ours', 'main', ours) + commit('theirs', 'main', theirs),
  )
  await once(child, 'close')
  await git(repository, 'gc', '--quiet')
  return repository
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function blocksIn(store: Store): Promise<number> {
  let blocks = 0
  for await (const _ of store.blocks()) blocks++
  return blocks
}

interface Measured {
  diff: number[]
  plan: number[]
  merge: number[]
  fork: number[]
  gitDiff: number[]
  gitMerge: number[]
  gitStart: number[]
  forkBlocks: number
}

async function measure(size: number): Promise<Measured> {
  const base = textsOf(size)
  const [ours, theirs] = [changesOf(base, 0), changesOf(base, 7)]
  const repository = await repositoryOf(`repository-${size}`, base, ours, theirs)
  const home = join(folder, `home-${size}`)
  await initHome({ home, name: 'bench' })
  const commits = await prepare(home, base, ours, theirs)
  const measured: Measured = {
    diff: [],
    plan: [],
    merge: [],
    fork: [],
    gitDiff: [],
    gitMerge: [],
    gitStart: [],
    forkBlocks: 0,
  }
  await measureStore(home, commits, measured)
  const before = await withStore(home, blocksIn)
  await using node = await openNode({ home })
  for (let round = 0; round < rounds; round++) {
    await node.call('branch', { cube: 'notes', name: `round-${round}`, at: commits.ours })
    measured.merge.push(
      await timed(() => node.call('merge', { cube: 'notes', other: 'theirs', branch: `round-${round}` })),
    )
    measured.gitStart.push((await git(repository, '--version')).wallMs)
    measured.gitDiff.push((await git(repository, 'diff', '--name-only', 'ours', 'theirs')).wallMs)
    measured.gitMerge.push((await git(repository, 'merge-tree', '--write-tree', 'ours', 'theirs')).wallMs)
  }
  await node.close()
  const merged = await withStore(home, blocksIn)
  await using forker = await openNode({ home })
  for (let round = 0; round < rounds; round++)
    measured.fork.push(await timed(() => forker.call('fork', { cube: 'notes', name: `fork-${round}` })))
  await forker.close()
  measured.forkBlocks = ((await withStore(home, blocksIn)) - merged) / rounds
  if (merged <= before) throw new Error('the merges wrote nothing')
  return measured
}

async function withStore<T>(home: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(home, 'store'))
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

interface Tips {
  ours: string
  theirs: string
}

async function prepare(home: string, base: Texts, ours: Texts, theirs: Texts): Promise<Tips> {
  await using node = await openNode({ home })
  await node.call('create', { name: 'notes' })
  await importTexts(node, base)
  await node.call('branch', { cube: 'notes', name: 'theirs' })
  await importTexts(node, ours)
  await importTexts(node, theirs, { branch: 'theirs' })
  const { branches } = (await node.call('branch', { cube: 'notes' })) as {
    branches: { name: string; commit: string }[]
  }
  const tip = (name: string): string => branches.find((branch) => branch.name === name)?.commit ?? ''
  return { ours: tip('main'), theirs: tip('theirs') }
}

/** The work of S4 on the store, without what a call adds. */
async function measureStore(home: string, tips: Tips, measured: Measured): Promise<void> {
  await withStore(home, async (store) => {
    const [ours, theirs] = [parseCid(tips.ours), parseCid(tips.theirs)]
    const history = {
      getMany: async (cids: (typeof ours)[]) =>
        (await store.getMany(cids)).map((bytes) => bytes && parseCommit(bytes)),
    }
    const [left, right] = await history.getMany([ours, theirs])
    for (let round = 0; round < rounds; round++) {
      let found = 0
      measured.diff.push(
        await timed(async () => {
          for await (const _ of diffTrees(store, left!.tree, right!.tree)) found++
        }),
      )
      let merged = 0
      measured.plan.push(
        await timed(async () => {
          merged = (await mergeCommits({ history, reader: store }, ours, theirs)).changes.length
        }),
      )
      if (found !== 2 * CHANGES || merged !== CHANGES) throw new Error(`found ${found} and ${merged} changes`)
    }
  })
}

printHeading(`S4 and S10: ${2 * CHANGES} of n memories of ${TEXT_BYTES} B differ between two commits`, seed)
for (const size of SIZES) {
  const { diff, plan, merge, fork, forkBlocks, gitStart, gitDiff, gitMerge } = await measure(size)
  console.log(`\n  ${size} memories`)
  printTimes('memcube diff of two commits', diff)
  printTimes('git diff --name-only', gitDiff)
  printTimes('memcube plan of a three-way merge', plan)
  printTimes('memcube merge, signed, written and synced', merge)
  printTimes('git merge-tree --write-tree', gitMerge)
  printTimes('git --version', gitStart)
  printTimes(`memcube fork: ${forkBlocks} blocks and a head`, fork)
  const slower = Math.max(median(diff), median(plan))
  if (size === 100_000) printRatio('S4, diff or merge in ms', slower, '<= 20', slower <= 20)
  printRatio('S10, blocks of a fork, the head counted', forkBlocks + 1, '= 3', forkBlocks + 1 === 3)
}
