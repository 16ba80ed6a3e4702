/** What others can read once branches of a cube are public: every state of their history, and what commits and the name say. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { RESERVED_PREFIX, type Memory, isOpaque } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { diffTrees } from '../../core/tree/index.ts'
import type { Reads, Signer, Trust } from '../needs.ts'
import type { CubeRecord } from '../cube-record.ts'
import * as fields from '../fields.ts'
import * as named from '../named.ts'
import { newCommits } from '../new-commits.ts'
import type { BlockReader } from '../offline-blocks.ts'
import { readText } from '../read-body.ts'
import { isReached, publishedTips } from '../published-tips.ts'
import { isPublic } from '../is-public.ts'
import type { ScannedText } from './find-secrets.ts'
import { wordsOf } from './words-of.ts'

export const leavingCounts = z.object({
  commits: fields.count,
  /** Memories of all states, each once. */
  memories: fields.count,
  /** Of their bodies. */
  bytes: fields.count,
  /** `did:key` of those who signed the commits. */
  authors: fields.texts,
  people: named.people,
  /** Memories that no scan reads: payloads that are no text, or larger than a text may be. */
  unscanned: fields.count,
})
export type Leaving = named.Unnamed<z.infer<typeof leavingCounts>>

/** From where on others get to read, and from where on they read already. */
export interface Opened {
  tips: readonly CID[]
  known: readonly CID[]
}

/** Counts into `leaving` while the texts are read. */
export async function* textsLeaving(
  node: Reads & Signer & Trust,
  record: CubeRecord,
  opened: Opened,
  leaving: Leaving,
): AsyncGenerator<ScannedText> {
  const [shown] = opened.known
  if (shown === undefined) yield textOfCube(record)
  const seen = new Set<string>()
  const authors = new Set<string>()
  const base = await publicBase(node, record)
  let newer: CID | undefined = shown === undefined ? base?.tree : (await node.cubes.commit(shown)).tree
  for await (const { cid, commit, hasState } of newCommits(node, record.cube, opened)) {
    const isForeign = commit.cube.toString() !== record.cube
    // Where the history of another cube begins, one commit of it leaves too, without its state.
    if (isForeign && base?.commit.equals(cid) === true) continue
    yield textOfCommit(cid, commit.message)
    if (isForeign) continue
    leaving.commits++
    authors.add(formatDid(commit.author))
    leaving.authors = [...authors].sort()
    leaving.people = leaving.authors.map((author) => ({ author }))
    if (!hasState) continue
    for await (const { key, after } of diffTrees(node.store, newer, commit.tree)) {
      if (after === undefined || seen.has(after.toString())) continue
      seen.add(after.toString())
      const memory = await node.cubes.read(after).catch(() => undefined)
      // What was forgotten is not here to leave.
      if (memory === undefined) continue
      // The settings of the cube leave too, and are no memories.
      if (!key.startsWith(RESERVED_PREFIX)) leaving.memories++
      leaving.bytes += isOpaque(memory) ? (memory.payload?.bytes ?? memory.bytes) : bytesOf(memory)
      const text = isOpaque(memory)
        ? { where: key, text: key, whole: false }
        : await textOf(node.store, key, memory)
      if (!text.whole && !key.startsWith(RESERVED_PREFIX)) leaving.unscanned++
      yield text
    }
    newer = commit.tree
  }
}

/** What a fork took over from a public cube is public: only what differs from it leaves now. */
async function publicBase(
  node: Reads & Signer & Trust,
  { forkOf }: CubeRecord,
): Promise<ForkBase | undefined> {
  const upstream = forkOf && (await node.cubes.get(forkOf.cube.toString()))
  if (forkOf === undefined || upstream === undefined) return undefined
  if (!isPublic(upstream, await node.authors.get(upstream.author))) return undefined
  // It may have begun on a branch that its upstream has not published.
  if (!(await isReached(node, forkOf.commit, await publishedTips(node, upstream)))) return undefined
  const { tree } = await node.cubes.commit(forkOf.commit)
  return (await node.store.has(tree)) ? { commit: forkOf.commit, tree } : undefined
}

interface ForkBase {
  commit: CID
  tree: CID
}

function textOfCube({ name, info }: Pick<CubeRecord, 'name' | 'info'>): ScannedText {
  return { where: 'the name, topics and description', text: wordsOf({ name, ...info }) }
}

const messageOf = 'the message of '

function textOfCommit(cid: CID, message: string): ScannedText {
  return { where: `${messageOf}${cid}`, text: message }
}

/** Whether a place is the message of a commit, as {@link textsLeaving} calls it. */
export function isMessage(where: string): boolean {
  return where.startsWith(`${messageOf}baf`)
}

/** The words of a memory and what is said beside them; not `whole` when its body could not be read as words. */
export async function textOf(
  store: BlockReader,
  key: string,
  memory: Memory,
): Promise<ScannedText & { whole: boolean }> {
  const body = await bodyWords(store, memory)
  const { tags, provenance, governance, data } = memory
  const beside = wordsOf({ tags, provenance, governance, data })
  return { where: key, text: `${key}\n${body ?? ''}\n${beside}`, whole: body !== undefined }
}

/** Of a body that is stored as bytes, too, where the bytes are text: a file of settings need not say that it is one. */
async function bodyWords(store: BlockReader, memory: Memory): Promise<string | undefined> {
  const { body } = memory
  if (!(body instanceof Uint8Array)) return readText(store, memory)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

/** Bytes of the body of a memory. */
export function bytesOf({ body }: Memory): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : body.bytes
}
