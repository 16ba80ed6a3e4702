/** Gets the bytes of forgotten memories out of the home: blocks, payloads, index. Whatever breaks it off, it is taken up again. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { payloadOf, readMemory } from '../../core/cube/index.ts'
import type { Feeds, Forgets, Reads, Signer } from '../needs.ts'
import type { Logs, Stored } from '../../home/index.ts'
import { olderMemories } from './older-states.ts'
import type { Forgotten } from './shelf.ts'
import { cubesHolding, keysHolding, payloadBlocks, sharedPayload } from './uses.ts'

/** Memories read before others have a turn. Guess: some 10 ms. */
const memoriesPerTurn = 256

export interface Erased {
  /** Memory blocks. */
  blocks: number
  /** Blocks of payloads. */
  payloads: number
  bytes: number
  /** Names of cubes that have a memory too and were not told to forget it: their blocks stay. */
  keptFor: string[]
}

/** Erases what waits for it. The index is told of the keys by whoever removed them. */
export async function eraseForgotten(node: Reads & Forgets & Feeds & Signer): Promise<Erased> {
  const erased: Erased = { blocks: 0, payloads: 0, bytes: 0, keptFor: [] }
  const waiting = node.forgotten.waiting()
  if (waiting.length === 0) return erased
  for (const one of waiting) await leaveIndex(node, one)
  const ofOthers = await heldOfOthers(node, waiting)
  const older = ofOthers.size === 0 ? new Set<string>() : await olderUses(node)
  const gone: CID[] = []
  for (const memory of new Set(waiting.map((one) => one.memory))) {
    const holders = await cubesHolding(node, new Set(), new Set([memory]))
    erased.keptFor.push(...holders.map(({ name }) => name))
    if (holders.length === 0 && !(ofOthers.has(memory) && older.has(memory))) gone.push(parseCid(memory))
  }
  const { payload, bytes } = await measure(node, gone, older)
  const held = await heldOf(node, gone)
  await node.store.eraseBlocks([...gone, ...payload])
  await (await node.recall.open()).purge()
  const put = waiting.flatMap((one) =>
    node.forgotten.entry({ ...one, done: true, ...(!held.has(one.memory) && { stays: true }) }),
  )
  await node.store.commit({ put })
  await node.forgotten.reload()
  return {
    ...erased,
    keptFor: [...new Set(erased.keptFor)],
    blocks: held.size,
    payloads: payload.length,
    bytes,
  }
}

/** Of these memories the ones whose blocks are here. */
async function heldOf(node: Stored, memories: readonly CID[]): Promise<Set<string>> {
  const isHeld = await node.store.hasMany(memories)
  return new Set(memories.filter((_, at) => isHeld[at]).map(String))
}

/**
 * What is here and somebody else had forgotten, by a tombstone alone. What the owner of this home forgets is to go wherever
 * it is; what others sign takes nothing from what the owner wrote.
 */
async function heldOfOthers(
  node: Stored & Signer,
  waiting: readonly Forgotten[],
): Promise<ReadonlySet<string>> {
  const wished = new Set(waiting.filter(({ author }) => author === node.author.did).map((one) => one.memory))
  const others = waiting.filter(({ memory }) => !wished.has(memory))
  return heldOf(
    node,
    others.map(({ memory }) => parseCid(memory)),
  )
}

/** Memories that older states of this home's own cubes need, and what waits for a decision; with blocks of their payloads. */
async function olderUses(node: Reads & Forgets): Promise<ReadonlySet<string>> {
  const needed = new Set<string>()
  for await (const memory of olderMemories(node)) {
    if (needed.has(memory.toString())) continue
    needed.add(memory.toString())
    if (needed.size % memoriesPerTurn === 0) await nextTurn()
    const bytes = await node.store.get(memory)
    const linked = bytes === undefined ? undefined : payloadOf(readMemory(bytes))
    if (linked !== undefined)
      for (const part of await payloadBlocks(node, linked.link)) needed.add(part.toString())
  }
  return needed
}

/** A cube of others keeps its keys: only the index has to do without. */
async function leaveIndex(node: Reads & Feeds, { cube, memory }: Forgotten): Promise<void> {
  const record = await node.cubes.get(cube)
  if (record === undefined || record.own) return
  const held = await keysHolding(node, record, new Set([memory]))
  const gone = held.filter(({ branch }) => branch === record.branch)
  if (gone.length > 0)
    await node.recall.feed(
      record,
      record.commit,
      gone.map(({ key }) => ({ key, after: undefined })),
    )
}

/** Payload blocks that nobody else needs, and the bytes of all that goes. */
async function measure(
  node: Reads,
  gone: readonly CID[],
  older: ReadonlySet<string>,
): Promise<{ payload: CID[]; bytes: number }> {
  const payload: CID[] = []
  let bytes = 0
  for (const block of await node.store.getMany(gone)) {
    if (block === undefined) continue
    bytes += block.length
    const linked = payloadOf(readMemory(block))
    if (linked !== undefined) payload.push(...(await payloadBlocks(node, linked.link)))
  }
  const shared = await sharedPayload(node, payload, new Set(gone.map(String)))
  const free = payload.filter((cid) => !shared.has(cid.toString()) && !older.has(cid.toString()))
  for (const cid of free) bytes += (await node.store.get(cid))?.length ?? 0
  return { payload: free, bytes }
}

/** At the start: what a crash kept from being erased. The home opens all the same when that cannot be done now. */
export async function finishForgetting(node: Reads & Forgets & Feeds & Signer & Logs): Promise<void> {
  try {
    await eraseForgotten(node)
  } catch (error) {
    node.log.warn(
      { error },
      'a forgotten memory could not be erased yet; it is tried again at the next start',
    )
  }
}
