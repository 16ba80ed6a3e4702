/** What a home shows to everybody: published cubes as they are published, and the blocks that bitswap gives as well. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { isOpaque, parseHead, RESERVED_PREFIX, type Commit } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { getEntry, walk } from '../core/tree/index.ts'
import {
  describeState,
  history,
  isPublic,
  isVerified,
  offeredHeads,
  mainBranch,
  readText,
  type CubeRecord,
  type Forgets,
  type Reads,
  type Signer,
  type Tells,
  type Trust,
} from '../cubes/index.ts'
import type { Logs } from '../home/index.ts'
import { createServable } from './servable.ts'

export interface PublishedCube {
  cube: string
  /** The name that its author gave it. */
  name: string
  about: string | undefined
  topics: readonly string[]
  licence: string | undefined
  /** Commit that readers read. */
  commit: string
  memories: number
}

export interface PublishedCommit {
  commit: string
  /** `did:key` */
  author: string
  /** Milliseconds since the Unix epoch, as it was signed. */
  time: number
  message: string
  verified: boolean
}

export interface PublishedMemory {
  key: string
  memory: string
  type: string
  tags: readonly string[]
  created: number | undefined
  /** Undefined for what is no text, or is longer than a page shows. */
  text: string | undefined
}

export interface PublishedView {
  /** At most so many, by their id. @throws the reason of the signal, here and below: nobody reads the answer any more */
  cubes(limit: number, signal?: AbortSignal): Promise<PublishedCube[]>
  /** Undefined for one that is not published here, whatever is known of it. */
  cube(id: string): Promise<PublishedCube | undefined>
  /** Keys after one, in order. */
  keys(cube: PublishedCube, after: string, limit: number, signal?: AbortSignal): Promise<string[]>
  /** The newest commits that are published of this cube. */
  commits(cube: PublishedCube, limit: number, signal?: AbortSignal): Promise<PublishedCommit[]>
  memory(cube: PublishedCube, key: string): Promise<PublishedMemory | undefined>
  /** A block of a published cube; undefined for any other, whether it is here or not. */
  block(cid: CID): Promise<Uint8Array | undefined>
}

interface Needs extends Reads, Signer, Trust, Forgets, Tells, Logs {}

/** A longer text is for a pull: a page of it helps nobody. Guess. */
const shownTextBytes = 256 * 1024

export function createPublishedView(node: Needs): PublishedView {
  let servable: ReturnType<typeof createServable> | undefined
  const shown = async (record: CubeRecord): Promise<PublishedCube | undefined> => {
    if (!isPublic(record, await node.authors.get(record.author))) return undefined
    const commit = await publishedMain(node, record)
    if (commit === undefined) return undefined
    const { name } = await node.cubes.genesis(parseCid(record.cube))
    const { info, memories } = await describeState(node, commit)
    const { about, topics, licence } = info
    return { cube: record.cube, name, about, topics, licence, commit: commit.toString(), memories }
  }
  return {
    async cubes(limit, signal) {
      const found: PublishedCube[] = []
      for (const record of await node.cubes.list()) {
        signal?.throwIfAborted()
        if (found.length === limit) break
        const cube = await shown(record)
        if (cube !== undefined) found.push(cube)
      }
      return found
    },
    async cube(id) {
      const record = (await node.cubes.list()).find(({ cube }) => cube === id)
      return record === undefined ? undefined : shown(record)
    },
    async keys({ commit }, after, limit, signal) {
      const keys: string[] = []
      for await (const [key] of walk(node.store, await stateOf(node, commit), { after })) {
        signal?.throwIfAborted()
        if (keys.length === limit) break
        if (!key.startsWith(RESERVED_PREFIX)) keys.push(key)
      }
      return keys
    },
    async commits({ cube, commit }, limit, signal) {
      const found: PublishedCommit[] = []
      // Where a fork began or another cube was merged, this cube ends: what lies beyond may be private.
      const isForeign = (one: Commit): boolean => one.cube.toString() !== cube
      for await (const entry of history(node, [parseCid(commit)], (one) => isForeign(one.commit))) {
        signal?.throwIfAborted()
        if (found.length === limit) break
        if (!isForeign(entry.commit)) found.push(await shownCommit(node, entry))
      }
      return found
    },
    async memory({ cube, commit }, key) {
      const wanted = key.normalize('NFC')
      if (wanted.startsWith(RESERVED_PREFIX)) return undefined
      const entry = await getEntry(node.store, await stateOf(node, commit), wanted)
      if (entry === undefined || node.forgotten.in(cube, entry) !== undefined) return undefined
      const memory = await node.cubes.read(entry)
      const named = { key: wanted, memory: entry.toString() }
      if (isOpaque(memory)) return { ...named, type: 'opaque', tags: [], created: undefined, text: undefined }
      const { body, type, tags, created } = memory
      const isLong = typeof body !== 'string' && !(body instanceof Uint8Array) && body.bytes > shownTextBytes
      return { ...named, type, tags, created, text: isLong ? undefined : await readText(node.store, memory) }
    },
    async block(cid) {
      servable ??= createServable(node)
      return (await servable.mayServe(cid)) ? node.store.get(cid) : undefined
    },
  }
}

/** The commit that readers read: main as a published head names it. */
export async function publishedMain(node: Reads & Signer, record: CubeRecord): Promise<CID | undefined> {
  const heads = await offeredHeads(node, record)
  const named = heads.flatMap(({ bytes }) => parseHead(bytes).refs[mainBranch] ?? [])
  return named.find((commit) => commit.equals(record.commit)) ?? named[0]
}

async function stateOf(node: Reads, commit: string): Promise<CID> {
  return (await node.cubes.commit(parseCid(commit))).tree
}

async function shownCommit(
  node: Needs,
  { cid, commit }: { cid: CID; commit: Commit },
): Promise<PublishedCommit> {
  return {
    commit: cid.toString(),
    author: formatDid(commit.author),
    time: commit.time,
    message: commit.message,
    verified: await isVerified(node, commit),
  }
}
