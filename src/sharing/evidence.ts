/** One key signed two histories: both heads are kept, so that anybody can check it, and the cube is marked. */
import { bytesEqual, parseCid } from '../core/codec/index.ts'
import { parseHead } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import type { Changes, Reads } from '../cubes/index.ts'
import type { Clock, Logs, Stored } from '../home/index.ts'

interface Evidence {
  known: Uint8Array
  other: Uint8Array
}

const prefix = 'evidence/'

/** Writes both heads and the mark in one batch; what is kept already is not written again. The caller holds the cube's lock. */
export async function keepFork(
  node: Reads & Changes & Logs & Clock,
  cube: string,
  known: Uint8Array,
  other: Uint8Array,
): Promise<void> {
  const { seq, author } = parseHead(other)
  const did = formatDid(author)
  // Two authors may use one number. Homes from before have evidence without its author, which is found as well.
  const key = `${prefix}${cube}/${did}/${seq}`
  const isKept =
    (await isKeptUnder(node, key, other)) || (await isKeptUnder(node, `${prefix}${cube}/${seq}`, other))
  const record = await node.cubes.get(cube)
  if (isKept && (record === undefined || record.forked === true)) return
  await node.ledger.change({
    record: record && { ...record, forked: true },
    put: [{ space: 'meta', key, value: { known, other } }],
    audit: [{ time: node.nowMs(), kind: 'forked', cube: parseCid(cube), author: did }],
  })
  node.log.warn({ cube, author: did }, 'two heads with one sequence number were signed; both are kept')
}

async function isKeptUnder({ store }: Stored, key: string, head: Uint8Array): Promise<boolean> {
  const kept = await store.records<Evidence>('meta').get(key)
  return kept !== undefined && [kept.known, kept.other].some((one) => bytesEqual(one, head))
}

/** Whether two heads with one number were seen of a cube, also before it was held here, or held here again. */
export async function isForked(node: Stored, cube: string): Promise<boolean> {
  for await (const _ of node.store.records<Evidence>('meta').list(`${prefix}${cube}/`)) return true
  return false
}
