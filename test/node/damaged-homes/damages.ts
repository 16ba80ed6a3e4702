/**
 * What can happen to a home, one thing at a time, and what memcube then says and does. `memcube help repair` tells people
 * the same; a test holds the two against each other.
 */
import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encode, parseCid } from '../../../src/core/codec/index.ts'
import { openStore, type RecordSpace, type LedgerStore } from '../../../src/storage/index.ts'
import { flipOnDisk } from '../../storage/flip-on-disk.ts'
import type { SeedHome } from './seed-home.ts'

export interface Damage {
  name: string
  /** The topic of `memcube help repair` that it belongs to. */
  topic: 'files' | 'blocks' | 'records' | 'index' | 'config' | 'keys' | 'token' | 'store'
  make(home: string, seed: SeedHome): Promise<void>
  verdict: Verdict
}

export type Verdict =
  /** The home does not open. */
  | { opens: false; code: string; says: RegExp }
  /** It opens; `kinds` are those of the problems that fsck names, none when it is as good as new; `maybe` depends on where a table's blocks begin. */
  | {
      opens: true
      kinds: readonly string[]
      maybe?: readonly string[]
      healed: Healed
      keepsMine: 'all' | 'some' | 'none'
    }

/** What `fsck --repair` can do: without peers, and with alice connected. */
export type Healed = 'not needed' | 'here' | 'by peers' | 'in part'

const level = (home: string): string => join(home, 'store', 'level')

async function files(home: string, pattern: RegExp): Promise<string[]> {
  const names = (await readdir(level(home))).filter((name) => pattern.test(name)).sort()
  if (names.length === 0) throw new Error(`no file of the store fits ${pattern.source}`)
  return names.map((name) => join(level(home), name))
}

const without = (pattern: RegExp) => async (home: string) => {
  for (const path of await files(home, pattern)) await rm(path)
}
const emptied = (pattern: RegExp) => async (home: string) => {
  for (const path of await files(home, pattern)) await truncate(path, 0)
}
const halved = (pattern: RegExp) => async (home: string) => {
  for (const path of await files(home, pattern)) await truncate(path, (await stat(path)).size >> 1)
}
const garbled = (pattern: RegExp) => async (home: string) => {
  for (const path of await files(home, pattern)) {
    const bytes = await readFile(path)
    bytes.fill(0x5a, bytes.length >> 2, (bytes.length >> 2) + Math.min(bytes.length >> 1, 12_000))
    await writeFile(path, bytes)
  }
}

/** What the store of a home has, read while nobody else has it open. */
async function inStore<T>(home: string, read: (store: LedgerStore) => Promise<T>): Promise<T> {
  const store = await openStore(join(home, 'store'))
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}

/** Everything into tables, where a byte can be flipped: LevelDB checks its log. */
async function flip(home: string, needle: Uint8Array, offset: number): Promise<void> {
  await inStore(home, async () => undefined)
  await flipOnDisk(join(home, 'store'), needle, offset)
}

async function flipBlock(home: string, cid: string): Promise<void> {
  const bytes = await inStore(home, (store) => store.get(parseCid(cid)))
  await flip(home, bytes as Uint8Array, 20)
}

/** More than a bit: what was there cannot be made out. */
async function overwriteBlock(home: string, cid: string): Promise<void> {
  const block = (await inStore(home, (store) => store.get(parseCid(cid)))) as Uint8Array
  await inStore(home, async () => undefined)
  for (const path of await files(home, /\.ldb$/)) {
    const bytes = await readFile(path)
    const at = bytes.indexOf(block)
    if (at === -1) continue
    bytes.fill(0x5a, at + 20, at + 60)
    await writeFile(path, bytes)
  }
}

async function flipRecord(home: string, space: RecordSpace, prefix: string): Promise<void> {
  const value = await inStore(home, async (store) => {
    for await (const [, found] of store.records(space).list(prefix)) return found
    throw new Error(`there is no record ${space}/${prefix}`)
  })
  const bytes = encode(value)
  await flip(home, bytes, bytes.length - 12)
}

/** The memory under a key of a cube, or a node of its current tree. */
async function blockOf(home: string, cube: string, what: string): Promise<string> {
  const { openNode } = await import('../../../src/node/index.ts')
  const node = await openNode({ home })
  try {
    if (what !== 'node') return ((await node.call('get', { cube, key: what })) as { memory: string }).memory
    const { head } = (await node.call('show', { cube })) as { head: string }
    await node.close()
    return await inStore(home, async (store) => {
      const { parseCommit } = await import('../../../src/core/cube/index.ts')
      return parseCommit((await store.get(parseCid(head))) as Uint8Array).tree.toString()
    })
  } finally {
    await node.close()
  }
}

const mended = { opens: true, kinds: ['files'], healed: 'here', keepsMine: 'all' } as const
const untouched = { opens: true, kinds: [], healed: 'not needed', keepsMine: 'all' } as const

const ofFiles: Damage[] = [
  { name: 'CURRENT is missing', topic: 'files', make: without(/^CURRENT$/), verdict: mended },
  { name: 'CURRENT is empty', topic: 'files', make: emptied(/^CURRENT$/), verdict: mended },
  { name: 'MANIFEST is missing', topic: 'files', make: without(/^MANIFEST/), verdict: mended },
  { name: 'MANIFEST is empty', topic: 'files', make: emptied(/^MANIFEST/), verdict: mended },
  { name: 'MANIFEST is garbled', topic: 'files', make: garbled(/^MANIFEST/), verdict: mended },
  { name: 'LOCK is missing', topic: 'files', make: without(/^LOCK$/), verdict: untouched },
  {
    name: 'the log is missing',
    topic: 'files',
    make: without(/\.log$/),
    verdict: { opens: true, kinds: ['files', 'rollback'], healed: 'here', keepsMine: 'some' },
  },
  {
    name: 'the log is cut',
    topic: 'files',
    make: halved(/\.log$/),
    verdict: { opens: true, kinds: ['files', 'rollback'], healed: 'here', keepsMine: 'some' },
  },
  {
    name: 'the log is garbled',
    topic: 'files',
    make: garbled(/\.log$/),
    verdict: { opens: true, kinds: ['files', 'rollback'], healed: 'here', keepsMine: 'some' },
  },
  {
    name: 'the tables are missing',
    topic: 'files',
    make: without(/\.ldb$/),
    verdict: { opens: true, kinds: ['files', 'missing', 'record'], healed: 'in part', keepsMine: 'none' },
  },
  {
    name: 'the tables are empty',
    topic: 'files',
    make: emptied(/\.ldb$/),
    verdict: { opens: true, kinds: ['files', 'missing', 'record'], healed: 'in part', keepsMine: 'none' },
  },
  {
    name: 'the tables are cut in half',
    topic: 'files',
    make: halved(/\.ldb$/),
    verdict: { opens: true, kinds: ['files', 'missing', 'record'], healed: 'in part', keepsMine: 'some' },
  },
  {
    name: 'the tables are garbled in the middle',
    topic: 'files',
    make: garbled(/\.ldb$/),
    verdict: {
      opens: true,
      kinds: ['corrupt', 'files'],
      maybe: ['missing', 'record'],
      healed: 'in part',
      keepsMine: 'some',
    },
  },
]

const inBlocks = (
  name: string,
  change: (home: string, cid: string) => Promise<void>,
  which: (home: string, seed: SeedHome) => Promise<string> | string,
  healed: Healed,
  keepsMine: 'all' | 'some' = 'all',
): Damage => ({
  name,
  topic: 'blocks',
  make: async (home, seed) => change(home, await which(home, seed)),
  verdict: { opens: true, kinds: ['corrupt'], healed, keepsMine },
})

const ofBlocks: Damage[] = [
  inBlocks(
    'a memory has a flipped bit',
    flipBlock,
    (home, { mine }) => blockOf(home, mine, 'thought/7'),
    'here',
  ),
  inBlocks('a genesis has a flipped bit', flipBlock, (_home, { mine }) => mine, 'here'),
  inBlocks(
    'a memory of a pulled cube is overwritten',
    overwriteBlock,
    (home, { notes }) => blockOf(home, notes, 'animal/7'),
    'by peers',
  ),
  inBlocks(
    'a memory of an own, unpublished cube is overwritten',
    overwriteBlock,
    (home, { mine }) => blockOf(home, mine, 'thought/7'),
    'in part',
    'some',
  ),
  inBlocks(
    'a tree node of an own, unpublished cube is overwritten',
    overwriteBlock,
    (home, { mine }) => blockOf(home, mine, 'node'),
    'here',
  ),
]

const ofRecords: Damage[] = [
  {
    name: 'the record of an own cube has a flipped bit',
    topic: 'records',
    make: (home, { mine }) => flipRecord(home, 'cubes', mine),
    verdict: { opens: true, kinds: ['record'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'the record of a pulled cube has a flipped bit',
    topic: 'records',
    make: (home, { notes }) => flipRecord(home, 'cubes', notes),
    verdict: { opens: true, kinds: ['record'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'a high-water mark has a flipped bit',
    topic: 'records',
    make: (home, { notes }) => flipRecord(home, 'heads', notes),
    verdict: { opens: true, kinds: ['files'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'a high-water mark has a flipped bit and the second copy is gone',
    topic: 'records',
    async make(home, { notes }) {
      await flipRecord(home, 'heads', notes)
      await rm(join(home, 'store', 'marks'))
    },
    verdict: { opens: true, kinds: ['record'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'record, high-water mark and second copy of an own cube are gone',
    topic: 'records',
    async make(home, { mine }) {
      await inStore(home, async (store) => {
        const del = [{ space: 'cubes' as const, key: mine }]
        for await (const [key] of store.records('heads').list(mine))
          del.push({ space: 'heads' as never, key })
        await store.commit({ del })
      })
      await rm(join(home, 'store', 'marks'))
    },
    verdict: { opens: true, kinds: ['record'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'what was decided about an author has a flipped bit',
    topic: 'records',
    make: (home) => flipRecord(home, 'authors', 'did:'),
    verdict: { opens: true, kinds: ['record'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'the second copy of the high-water marks is missing',
    topic: 'records',
    make: (home) => rm(join(home, 'store', 'marks')),
    verdict: untouched,
  },
  {
    name: 'the second copy of the high-water marks is garbled',
    topic: 'records',
    make: (home) => writeFile(join(home, 'store', 'marks'), 'no mark\n\0\0\0'),
    verdict: untouched,
  },
  {
    name: 'a mark of an interrupted pull names blocks that are gone',
    topic: 'records',
    make: (home, { notes }) =>
      inStore(home, async (store) => {
        const block = (await store.get(parseCid(notes))) as Uint8Array
        await store.putBlocks([{ cid: parseCid(notes), bytes: block }], { staging: 'a pull' })
        const { encodeBlock } = await import('../../../src/core/codec/index.ts')
        const gone = encodeBlock({ gone: true })
        await store.putBlocks([gone], { staging: 'a pull' })
        await store.deleteBlocks([gone.cid])
      }),
    verdict: { opens: true, kinds: ['staging'], healed: 'here', keepsMine: 'all' },
  },
]

const ofTheRest: Damage[] = [
  {
    name: 'the index is missing',
    topic: 'index',
    make: (home) => rm(join(home, 'index'), { recursive: true }),
    verdict: untouched,
  },
  {
    name: 'the files of the index are garbled',
    topic: 'index',
    async make(home) {
      for (const entry of await readdir(join(home, 'index'), { recursive: true, withFileTypes: true }))
        if (entry.isFile()) await writeFile(join(entry.parentPath, entry.name), 'no index')
    },
    verdict: untouched,
  },
  {
    name: 'the whole store is missing',
    topic: 'store',
    make: (home) => rm(join(home, 'store'), { recursive: true }),
    verdict: { opens: true, kinds: ['files'], healed: 'here', keepsMine: 'none' },
  },
  {
    name: 'the database is missing',
    topic: 'store',
    make: (home) => rm(level(home), { recursive: true }),
    verdict: { opens: true, kinds: ['files', 'record'], healed: 'in part', keepsMine: 'none' },
  },
  {
    name: 'config.json is missing',
    topic: 'config',
    make: (home) => rm(join(home, 'config.json')),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /memcube init/ },
  },
  {
    name: 'config.json is garbled',
    topic: 'config',
    make: (home) => writeFile(join(home, 'config.json'), '{"version":1,'),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /backup/ },
  },
  {
    name: 'config.json is of a newer format',
    topic: 'config',
    make: (home) => writeFile(join(home, 'config.json'), '{"version":99,"name":"bob","created":0}'),
    verdict: { opens: false, code: 'ERR_INCOMPATIBLE', says: /newer/ },
  },
  {
    name: 'author.key is missing',
    topic: 'keys',
    make: (home) => rm(join(home, 'author.key')),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /never made anew/ },
  },
  {
    name: 'author.key is empty',
    topic: 'keys',
    make: (home) => truncate(join(home, 'author.key'), 0),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /never made anew/ },
  },
  {
    name: 'author.key is another key',
    topic: 'keys',
    make: (home) => writeFile(join(home, 'author.key'), new Uint8Array(32).fill(9)),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /another key/ },
  },
  {
    name: 'node.key is missing',
    topic: 'keys',
    make: (home) => rm(join(home, 'node.key')),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /never made anew/ },
  },
  {
    name: 'node.key is another key',
    topic: 'keys',
    make: (home) => writeFile(join(home, 'node.key'), new Uint8Array(32).fill(9)),
    verdict: { opens: true, kinds: ['files'], healed: 'here', keepsMine: 'all' },
  },
  {
    name: 'api.token is missing',
    topic: 'token',
    make: (home) => rm(join(home, 'api.token')),
    verdict: { opens: false, code: 'ERR_NOT_FOUND', says: /memcube init/ },
  },
  {
    name: 'api.token is garbled',
    topic: 'token',
    make: (home) => writeFile(join(home, 'api.token'), 'no token'),
    verdict: { opens: false, code: 'ERR_CORRUPT', says: /memcube init/ },
  },
]

export const damages: readonly Damage[] = [...ofFiles, ...ofBlocks, ...ofRecords, ...ofTheRest]
