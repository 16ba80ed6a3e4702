/** A home of one size, from its first import to its last question; the commands are those that people type. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { memcube, startDaemon, type Daemon } from '../shared/memcube.ts'
import { freshFolder } from '../shared/report.ts'
import { measureAdds } from './adds.ts'
import { changesOf, corpusOf, writeLines, type Corpus } from './corpus.ts'
import { apiOf, ask, heapOf, residentMib, untilIndexed, type Api } from './daemon-figures.ts'
import type { Figures, Questions, Timed } from './figures.ts'
import { measureGit } from './git-side.ts'
import { measureWords } from './words.ts'

/** How long a daemon has nothing to do before its memory is read. */
const IDLE_MS = 60_000
const ROUNDS = 3
/** On each side of a merge; 100 in all. */
const CHANGES = 50

interface Side {
  folder: string
  home: string
  corpus: Corpus
  isTimed: boolean
}

/** @param options `timed` also takes what a clock says, and what git, SQLite and Tantivy need for the same */
export async function measureAt(passages: number, options: { timed: boolean }): Promise<Figures> {
  const folder = freshFolder()
  const corpus = corpusOf(passages)
  const side: Side = { folder, home: join(folder, 'home'), corpus, isTimed: options.timed }
  await memcube(side.home, 'init', '--name', 'alice')
  await memcube(side.home, 'create', 'notes')
  await memcube(side.home, 'create', 'small')
  const daemon = await startDaemon(side.home)
  const api = await apiOf(side.home, daemon.api)
  const filled = await fill(side, daemon, api)
  const homeBytes = await bytesIn(side.home)
  const before = await askAll(side, api, '')
  const fork = await measureFork(side)
  const after = await askAll(side, api, ' after a fork')
  const merge = await measureMerge(side)
  const addBlocks = await addOne(side, 'notes', 1)
  const pulled = await measurePull(side, daemon)
  const adds = side.isTimed ? await measureAdds(side.home, daemon.api, corpus, folder) : []
  await daemon.stop()
  const [git, words] = side.isTimed
    ? [await measureGit(folder, corpus), await measureWords(folder, corpus)]
    : [undefined, undefined]
  const cold = side.isTimed ? await measureCold(side.home) : undefined
  await rm(folder, { recursive: true, force: true })
  return {
    passages,
    textBytes: corpus.bytes,
    homeBytes,
    added: { ...fork.added, addBlocks, mergeBlocks: merge.blocks, ...pulled.added },
    questions: [...before, ...after, ...(words?.questions ?? [])],
    ...(git &&
      words &&
      cold && {
        timed: {
          ...filled,
          ...cold,
          forkMs: fork.timesMs,
          mergeMs: merge.timesMs,
          pullMs: pulled.pullMs,
          changePullMs: pulled.changePullMs,
          adds,
          git,
          words: words.sizes,
        },
      }),
  }
}

async function fill(
  { folder, home, corpus, isTimed }: Side,
  daemon: Daemon,
  api: Api,
): Promise<Pick<Timed, 'importMs' | 'importMostMib' | 'indexedMs' | 'idle'>> {
  const [lines, few] = [join(folder, 'notes.jsonl'), join(folder, 'small.jsonl')]
  await writeLines(lines, corpus.texts)
  await writeLines(few, new Map([...corpus.texts].slice(0, 200)))
  const { wallMs, answer } = await memcube(home, 'import', 'notes', lines)
  if (answer.added !== corpus.texts.size) throw new Error(`imported ${answer.added} of ${corpus.texts.size}`)
  const importMostMib = await residentMib(daemon, 'VmHWM')
  const indexedMs = await untilIndexed(home)
  await memcube(home, 'import', 'small', few)
  await untilIndexed(home)
  if (isTimed) await wait(IDLE_MS)
  const mib = await residentMib(daemon, 'VmRSS')
  return { importMs: wallMs, importMostMib, indexedMs, idle: { mib, ...(await heapOf(api)) } }
}

async function askAll({ corpus, isTimed }: Side, api: Api, when: string): Promise<Questions[]> {
  if (!isTimed) return []
  const of = (how: string, filter: Record<string, string>): Promise<Questions> =>
    ask(api, `${how}${when}`, corpus.questions, filter)
  return [
    await of('recall', {}),
    await of('recall --cube small', { cubes: 'small' }),
    await of('recall --cube notes', { cubes: 'notes' }),
    await of('recall --tag rare', { tags: 'rare' }),
    await of('recall --tier own', { tier: 'own' }),
  ]
}

async function measureFork(side: Side): Promise<{
  added: Pick<Figures['added'], 'forkBlocks' | 'forkTexts' | 'forkVectors'>
  timesMs: number[]
}> {
  const { home } = side
  const index = async (): Promise<{ texts: number; vectors: number }> =>
    (await memcube(home, 'status')).answer.index
  const [blocks, before] = [await blocksIn(home), await index()]
  const rounds = side.isTimed ? ROUNDS : 1
  const timesMs: number[] = []
  for (let round = 0; round < rounds; round++)
    timesMs.push((await memcube(home, 'fork', 'notes', `fork-${round}`)).wallMs)
  await untilIndexed(home)
  const after = await index()
  return {
    timesMs,
    added: {
      forkBlocks: ((await blocksIn(home)) - blocks) / rounds,
      forkTexts: after.texts - before.texts,
      forkVectors: after.vectors - before.vectors,
    },
  }
}

async function measureMerge({
  folder,
  home,
  corpus,
  isTimed,
}: Side): Promise<{ blocks: number; timesMs: number[] }> {
  const file = join(folder, 'changes.jsonl')
  await memcube(home, 'branch', 'notes', 'theirs')
  await writeLines(file, changesOf(corpus, 7, CHANGES))
  await memcube(home, 'import', 'notes', file, '--branch', 'theirs')
  await writeLines(file, changesOf(corpus, 0, CHANGES))
  const { commit } = (await memcube(home, 'import', 'notes', file)).answer
  const before = await blocksIn(home)
  let blocks = 0
  const timesMs: number[] = []
  for (let round = 0; round < (isTimed ? ROUNDS : 1); round++) {
    await memcube(home, 'branch', 'notes', `round-${round}`, commit)
    const { wallMs, answer } = await memcube(home, 'merge', 'notes', 'theirs', '--branch', `round-${round}`)
    if (answer.conflicts.length > 0) throw new Error('the merge met conflicts')
    timesMs.push(wallMs)
    // Later rounds come to the tree that the first one wrote.
    if (round === 0) blocks = (await blocksIn(home)) - before
  }
  return { blocks, timesMs }
}

/** @returns blocks that one changed memory costs */
async function addOne({ home, corpus }: Side, cube: string, offset: number): Promise<number> {
  const before = await blocksIn(home)
  for (const [key, text] of changesOf(corpus, offset, 1)) await memcube(home, 'add', cube, text, '--key', key)
  return (await blocksIn(home)) - before
}

async function measurePull(
  side: Side,
  daemon: Daemon,
): Promise<{
  pullMs: number
  changePullMs: number[]
  added: Pick<Figures['added'], 'pullBlocks' | 'pullBytes'>
}> {
  const other = join(side.folder, 'other')
  await publish(side.home, 'notes')
  const { cube } = (await memcube(side.home, 'show', 'notes')).answer
  await memcube(other, 'init', '--name', 'bob')
  const from = daemon.addresses[0] ?? ''
  const bob = await startDaemon(other, '--bootstrap', from)
  await memcube(other, 'connect', from)
  const { wallMs: pullMs } = await memcube(other, 'pull', cube)
  await untilIndexed(other)
  const changePullMs: number[] = []
  const added = { pullBlocks: 0, pullBytes: 0 }
  for (let round = 0; round < (side.isTimed ? ROUNDS : 1); round++) {
    await addOne(side, 'notes', 11 + round)
    const { wallMs, answer } = await memcube(other, 'pull', cube)
    if (answer.blocks === 0) throw new Error('the pull brought nothing')
    changePullMs.push(wallMs)
    added.pullBlocks = answer.blocks
    added.pullBytes = answer.bytes
  }
  await bob.stop()
  return { pullMs, changePullMs, added }
}

/** Real documentation has keys as examples; they may be known. */
async function publish(home: string, cube: string): Promise<void> {
  const { leaving } = (await memcube(home, 'publish', cube, '--dry-run')).answer
  const secrets = leaving.secrets as { where: string }[]
  await memcube(home, 'publish', cube, ...secrets.flatMap(({ where }) => ['--allow-secret', where]))
}

/** What runs without a daemon: the start of one, and looking through everything. */
async function measureCold(home: string): Promise<Pick<Timed, 'startMs' | 'fsckMs' | 'gcMs'>> {
  const started = performance.now()
  const daemon = await startDaemon(home)
  const startMs = performance.now() - started
  await daemon.stop()
  const { wallMs: fsckMs, answer } = await memcube(home, 'fsck')
  if (answer.ok !== true) throw new Error('fsck found problems')
  return { startMs, fsckMs, gcMs: (await memcube(home, 'gc')).wallMs }
}

async function blocksIn(home: string): Promise<number> {
  return (await memcube(home, 'fsck')).answer.checked as number
}

export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}
