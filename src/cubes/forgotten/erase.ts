/** Gets the bytes of forgotten memories out of the home: blocks, payloads, index. Whatever breaks it off, it is taken up again. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { parseMemory } from '../../core/cube/index.ts'
import type { Feeds, Forgets, Reads } from '../needs.ts'
import type { Logs } from '../../home/index.ts'
import type { Forgotten } from './shelf.ts'
import { cubesHolding, keysHolding, payloadBlocks, sharedPayload } from './uses.ts'

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
export async function eraseForgotten(node: Reads & Forgets & Feeds): Promise<Erased> {
  const erased: Erased = { blocks: 0, payloads: 0, bytes: 0, keptFor: [] }
  const waiting = node.forgotten.waiting()
  if (waiting.length === 0) return erased
  for (const one of waiting) await leaveIndex(node, one)
  const gone: CID[] = []
  for (const memory of new Set(waiting.map((one) => one.memory))) {
    const holders = await cubesHolding(node, new Set(), new Set([memory]))
    if (holders.length === 0) gone.push(parseCid(memory))
    else erased.keptFor.push(...holders.map(({ name }) => name))
  }
  const { payload, bytes } = await measure(node, gone)
  const held = (await node.store.hasMany(gone)).filter(Boolean).length
  await node.store.eraseBlocks([...gone, ...payload])
  await (await node.recall.open()).purge()
  await node.store.commit({
    put: waiting.flatMap((one) => node.forgotten.entry({ ...one, done: true })),
  })
  await node.forgotten.reload()
  return { ...erased, keptFor: [...new Set(erased.keptFor)], blocks: held, payloads: payload.length, bytes }
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
async function measure(node: Reads, gone: readonly CID[]): Promise<{ payload: CID[]; bytes: number }> {
  const payload: CID[] = []
  let bytes = 0
  for (const block of await node.store.getMany(gone)) {
    if (block === undefined) continue
    bytes += block.length
    const { body } = parseMemory(block)
    if (typeof body === 'object' && !(body instanceof Uint8Array))
      payload.push(...(await payloadBlocks(node, body.link)))
  }
  const shared = await sharedPayload(node, payload, new Set(gone.map(String)))
  const free = payload.filter((cid) => !shared.has(cid.toString()))
  for (const cid of free) bytes += (await node.store.get(cid))?.length ?? 0
  return { payload: free, bytes }
}

/** At the start: what a crash kept from being erased. The home opens all the same when that cannot be done now. */
export async function finishForgetting(node: Reads & Forgets & Feeds & Logs): Promise<void> {
  try {
    await eraseForgotten(node)
  } catch (error) {
    node.log.warn(
      { error },
      'a forgotten memory could not be erased yet; it is tried again at the next start',
    )
  }
}
