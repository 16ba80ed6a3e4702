/**
 * What the last look for memories that were edited twice found, kept for the next process. The record names the tree and those of its
 * nodes in which such keys stand, and no key: so there is nothing in it that `forget` had to erase.
 */
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR } from '../../core/codec/index.ts'
import { RESERVED_PREFIX } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { besideKeyOf } from '../../core/merge/index.ts'
import { parseNode, proveEntry } from '../../core/tree/index.ts'
import type { RecordName, Store } from '../../storage/index.ts'

/** Keys that a union may have made, of the tree that was looked at. */
export interface Look {
  tree: CID
  beside: ReadonlyMap<string, CID>
}

interface KeptLook {
  tree: CID
  nodes: CID[]
}

/** Of a tree with more such keys nothing is kept: finding them again would cost as much as a walk. Guess. */
const mostKeys = 1_024

export function lastLookName(cube: string): RecordName {
  return { space: 'meta', key: `edited-twice/${cube}` }
}

/** Undefined where nothing was kept, or what was kept cannot be read any more. */
export async function lastLook(store: Store, cube: string): Promise<Look | undefined> {
  try {
    const kept = await store.records<KeptLook>('meta').get(lastLookName(cube).key)
    if (kept === undefined) return undefined
    const beside = new Map<string, CID>()
    for (const bytes of await store.getMany(kept.nodes)) {
      if (bytes === undefined) return undefined
      for (const { key, value } of parseNode(bytes).entries)
        if (!key.startsWith(RESERVED_PREFIX) && besideKeyOf(key, value).length > 0) beside.set(key, value)
    }
    return { tree: kept.tree, beside }
  } catch (error) {
    return unlessOurs(error)
  }
}

/** A full disk keeps nobody from looking: the next look costs a walk again. */
export async function keepLook(store: Store, cube: string, { tree, beside }: Look): Promise<void> {
  if (beside.size > mostKeys) return
  try {
    const nodes = new Map<string, CID>()
    for (const key of beside.keys()) {
      const last = (await proveEntry(store, tree, key)).nodes.at(-1)
      if (last === undefined) continue
      const cid = cidFor(DAG_CBOR, last)
      nodes.set(cid.toString(), cid)
    }
    await store.commit({ put: [{ ...lastLookName(cube), value: { tree, nodes: [...nodes.values()] } }] })
  } catch (error) {
    unlessOurs(error)
  }
}

function unlessOurs(error: unknown): undefined {
  if (!(error instanceof MemCubeError)) throw error
  return undefined
}
