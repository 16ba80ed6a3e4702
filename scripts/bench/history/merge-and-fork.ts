/** S4 and S10: difference, merge and fork of a cube in which 100 memories differ, beside git on the same changes. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCid } from '../../../src/core/codec/index.ts'
import { parseCommit } from '../../../src/core/cube/index.ts'
import { mergeCommits } from '../../../src/core/merge/index.ts'
import { diffTrees } from '../../../src/core/tree/index.ts'
import { initHome, openNode } from '../../../src/node/index.ts'
import { openStore, type Store } from '../../../src/storage/index.ts'
import { git } from '../shared/git.ts'
import { repositoryOf } from './repository.ts'
import { CHANGES, changesOf, importTexts, timed, type Texts } from './texts.ts'

export interface MergedAndForked {
  diff: number[]
  plan: number[]
  merge: number[]
  fork: number[]
  gitDiff: number[]
  gitMerge: number[]
  gitBranch: number[]
  gitClone: number[]
  gitStart: number[]
  forkBlocks: number
}

export async function measureMergeAndFork(
  folder: string,
  base: Texts,
  rounds: number,
): Promise<MergedAndForked> {
  const [ours, theirs] = [changesOf(base, 0), changesOf(base, 7)]
  const repository = await repositoryOf(folder, `repository-${base.size}`, [
    { branch: 'main', texts: base },
    { branch: 'ours', from: 'main', texts: ours },
    { branch: 'theirs', from: 'main', texts: theirs },
  ])
  const home = join(folder, `home-${base.size}`)
  await initHome({ home, name: 'bench' })
  const tips = await prepare(folder, home, base, ours, theirs)
  const measured: MergedAndForked = {
    diff: [],
    plan: [],
    merge: [],
    fork: [],
    gitDiff: [],
    gitMerge: [],
    gitBranch: [],
    gitClone: [],
    gitStart: [],
    forkBlocks: 0,
  }
  await measureStore(home, tips, rounds, measured)
  const before = await withStore(home, blocksIn)
  await measureMerge(home, repository, tips, rounds, measured)
  const merged = await withStore(home, blocksIn)
  if (merged <= before) throw new Error('the merges wrote nothing')
  await measureFork(folder, home, repository, rounds, measured)
  measured.forkBlocks = ((await withStore(home, blocksIn)) - merged) / rounds
  await rm(home, { recursive: true })
  return measured
}

interface Tips {
  ours: string
  theirs: string
}

async function prepare(folder: string, home: string, base: Texts, ours: Texts, theirs: Texts): Promise<Tips> {
  await using node = await openNode({ home })
  await node.call('create', { name: 'notes' })
  await importTexts(folder, node, base)
  await node.call('branch', { cube: 'notes', name: 'theirs' })
  await importTexts(folder, node, ours)
  await importTexts(folder, node, theirs, { branch: 'theirs' })
  const { branches } = (await node.call('branch', { cube: 'notes' })) as {
    branches: { name: string; commit: string }[]
  }
  const tip = (name: string): string => branches.find((branch) => branch.name === name)?.commit ?? ''
  return { ours: tip('main'), theirs: tip('theirs') }
}

/** The work of S4 on the store, without what a call adds. */
async function measureStore(
  home: string,
  tips: Tips,
  rounds: number,
  measured: MergedAndForked,
): Promise<void> {
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

async function measureMerge(
  home: string,
  repository: string,
  tips: Tips,
  rounds: number,
  measured: MergedAndForked,
): Promise<void> {
  await using node = await openNode({ home })
  // As in a daemon: the index is open, and knows by meaning what it is asked about.
  await node.call('recall', { query: 'opens the index' })
  await settled(node)
  for (let round = 0; round < rounds; round++) {
    await node.call('branch', { cube: 'notes', name: `round-${round}`, at: tips.ours })
    measured.merge.push(
      await timed(() => node.call('merge', { cube: 'notes', other: 'theirs', branch: `round-${round}` })),
    )
    measured.gitStart.push((await git(repository, '--version')).wallMs)
    measured.gitDiff.push((await git(repository, 'diff', '--name-only', 'ours', 'theirs')).wallMs)
    measured.gitMerge.push((await git(repository, 'merge-tree', '--write-tree', 'ours', 'theirs')).wallMs)
  }
}

async function settled(node: { call(name: string, input: unknown): Promise<unknown> }): Promise<void> {
  for (;;) {
    const { index } = (await node.call('status', {})) as { index: { pending: number } }
    if (index.pending === 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** A fork has its own head and history; git has no such thing, so a branch and a clone that shares objects stand beside it. */
async function measureFork(
  folder: string,
  home: string,
  repository: string,
  rounds: number,
  measured: MergedAndForked,
): Promise<void> {
  await using node = await openNode({ home })
  for (let round = 0; round < rounds; round++) {
    measured.fork.push(await timed(() => node.call('fork', { cube: 'notes', name: `fork-${round}` })))
    measured.gitBranch.push((await git(repository, 'branch', `fork-${round}`, 'main')).wallMs)
    const clone = join(folder, `shared-${round}`)
    measured.gitClone.push(
      (await git(folder, 'clone', '--quiet', '--bare', '--shared', repository, clone)).wallMs,
    )
    await rm(clone, { recursive: true })
  }
}

async function withStore<T>(home: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(home, 'store'))
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

async function blocksIn(store: Store): Promise<number> {
  let blocks = 0
  for await (const _ of store.blocks()) blocks++
  return blocks
}
