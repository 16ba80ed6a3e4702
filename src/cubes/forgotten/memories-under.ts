/** Which memories are meant by keys that are to be forgotten. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { getEntry } from '../../core/tree/index.ts'
import { type Clock, type Stored, NodeError, notFound } from '../../home/index.ts'
import { branchesOf } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { history } from '../history.ts'
import type { Forgets, Reads, Trust } from '../needs.ts'
import { commitToRead } from '../revision.ts'
import { heldTrees, keysHolding } from './uses.ts'

/**
 * The memories that keys of a cube hold: on any branch that is held, or in the older state that is named. Of a key that none of
 * these has, what it ever held. @throws ERR_NOT_FOUND
 */
export async function memoriesUnder(
  node: Reads & Trust & Clock & Forgets,
  record: CubeRecord,
  keys: readonly string[],
  at: string | undefined,
): Promise<Map<string, CID>> {
  const trees = [...(await heldTrees(node, record)).values()]
  if (at !== undefined) trees.push(await node.cubes.state(await commitToRead(node, record, { at })))
  const memories = new Map<string, CID>()
  const gone: string[] = []
  for (const key of keys.map((text) => text.normalize('NFC'))) {
    const found = await entriesAt(node, trees, key)
    if (found.length === 0) gone.push(key)
    for (const cid of found) memories.set(cid.toString(), cid)
  }
  for (const [key, found] of await everUnder(node, record, gone)) {
    if (found.length === 0)
      throw notFound(
        `${record.name} has no memory "${key}" on any branch, nor in the history that is held here; nothing was forgotten`,
        `see \`memcube keys ${record.name}\` and \`memcube log ${record.name}\``,
      )
    const held = await keysHolding(node, record, new Set(found.map(String)))
    const unnamed = held.find((one) => !keys.includes(one.key))
    if (unnamed !== undefined) throw elsewhere(record, key, unnamed)
    for (const cid of found) memories.set(cid.toString(), cid)
  }
  return memories
}

/** How many other memories these keys held before, which are in the history still. */
export async function olderUnder(
  node: Reads & Forgets,
  record: CubeRecord,
  keys: readonly string[],
): Promise<number> {
  const held = await everUnder(
    node,
    record,
    keys.map((key) => key.normalize('NFC')),
  )
  return new Set([...held.values()].flat().map(String)).size
}

async function entriesAt(node: Stored, trees: readonly CID[], key: string): Promise<CID[]> {
  const found: CID[] = []
  for (const tree of trees) {
    const cid = await getEntry(node.store, tree, key)
    if (cid !== undefined) found.push(cid)
  }
  return found
}

/** Commits read before others have a turn. Guess, as for older states. */
const commitsPerTurn = 32

/** What each of these keys held in any state that is here, without what was forgotten before. */
async function everUnder(
  node: Reads & Forgets,
  record: CubeRecord,
  keys: readonly string[],
): Promise<Map<string, CID[]>> {
  const ever = new Map(keys.map((key): [string, CID[]] => [key, []]))
  if (keys.length === 0) return ever
  let read = 0
  for await (const { commit, hasState } of history(node, [
    ...Object.values(branchesOf(record)),
    record.commit,
  ])) {
    if (++read % commitsPerTurn === 0) await nextTurn()
    if (!hasState) continue
    for (const [key, found] of ever)
      for (const cid of await entriesAt(node, [commit.tree], key))
        if (node.forgotten.in(record.cube, cid) === undefined) found.push(cid)
  }
  return ever
}

/** Erasing it would take a memory that nobody named. */
function elsewhere({ name }: CubeRecord, key: string, now: { branch: string; key: string }): NodeError {
  return new NodeError(
    'ERR_CONFLICT',
    `what "${key}" held is under "${now.key}" on the branch ${now.branch} of ${name} now; nothing was forgotten`,
    { hint: 'name that key too, if it shall be forgotten' },
  )
}
