/** What a home must keep, found the slow and obvious way: everything that is reached is listed by name. */
import type { CID } from 'multiformats/cid'
import { linksOf, parseCid } from '../../src/core/codec/index.ts'
import { parseCommit, parseHead, parseMemory } from '../../src/core/cube/index.ts'
import { parseNode } from '../../src/core/tree/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { openStore } from '../../src/storage/index.ts'
import { join } from 'node:path'

export interface Reachable {
  /** Everything that is held and needed. */
  held: Set<string>
  /** What is needed and not held. */
  missing: string[]
}

/** Opens the store of a home that nobody else has open. */
export async function referenceMark(home: string): Promise<Reachable> {
  const store = await openStore(join(home, 'store'))
  try {
    const held = new Set<string>()
    const missing: string[] = []
    const load = async (cid: CID, mustBeThere: boolean): Promise<Uint8Array | undefined> => {
      const bytes = await store.get(cid)
      if (bytes !== undefined) held.add(cid.toString())
      else if (mustBeThere) missing.push(cid.toString())
      return bytes
    }
    const payload = async (cid: CID): Promise<void> => {
      const bytes = await load(cid, true)
      if (bytes !== undefined) for (const link of linksOf({ cid, bytes })) await payload(link)
    }
    const tree = async (root: CID): Promise<void> => {
      if (held.has(root.toString())) return
      const bytes = await load(root, true)
      if (bytes === undefined) return
      const { left, entries } = parseNode(bytes)
      if (left !== null) await tree(left)
      for (const { value, right } of entries) {
        const memory = await load(value, true)
        if (memory !== undefined) {
          const { body } = parseMemory(memory)
          if (typeof body === 'object' && !(body instanceof Uint8Array)) await payload(body.link)
        }
        if (right !== null) await tree(right)
      }
    }
    for await (const [, record] of store.records<CubeRecord>('cubes').list()) {
      await load(parseCid(record.cube), true)
      const { local = {} } = record
      const tips = [record.commit, ...Object.values({ ...parseHead(record.head).refs, ...local })]
      const seen = new Set<string>()
      const open = [...tips]
      for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
        if (seen.has(cid.toString())) continue
        seen.add(cid.toString())
        const bytes = await load(cid, tips.includes(cid))
        if (bytes === undefined) continue
        const commit = parseCommit(bytes)
        open.push(...commit.parents)
        const isOwnState = record.own && commit.cube.toString() === record.cube
        if (isOwnState || record.commit.equals(cid)) await tree(commit.tree)
      }
    }
    return { held, missing }
  } finally {
    await store.close()
  }
}
