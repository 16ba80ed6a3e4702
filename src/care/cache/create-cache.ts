/**
 * The cache: cubes of others, as far as the home has room for them. `cache.maxBytes` in `config.json` says how much; it
 * is read whenever it is needed, so a change counts from then on. What was evicted is garbage: the next collection frees
 * its bytes. Invariant: a pull is accepted only if it fits beside all that is not given up for it.
 */
import { loadHomeConfig } from '../../storage/index.ts'
import {
  type Tells,
  type Trust,
  type Cache,
  type Shortage,
  isWritable,
  type CubeRecord,
} from '../../cubes/index.ts'
import type { Chance, InFolder, Stored } from '../../home/index.ts'
import { cubeRoots, Marker } from '../gc/index.ts'
import { evictCube, isEvictable, neededCubes, type Evicting } from './evict.ts'
import { CacheEntries } from './cache-entries.ts'
import { planEviction, type HeldCube, type Room } from './plan-eviction.ts'

export function createCache(node: Evicting & Trust & Tells & InFolder & Chance): Cache {
  const entries = new CacheEntries(node.store)
  /** What pulls under way were promised. */
  const promised = new Map<string, number>()

  /** @param exact counts anew where old states may have been counted */
  const held = async (except: string | undefined, exact: boolean): Promise<HeldCube[]> => {
    const needed = await neededCubes(node)
    const found: HeldCube[] = []
    for (const record of await node.cubes.list()) {
      if (isWritable(record)) continue
      const { cube } = record
      const { bytes, usedMs, grown } = await entries.get(cube)
      found.push({
        cube,
        bytes: bytes === undefined || (exact && grown === true) ? await count(node, entries, record) : bytes,
        usedMs,
        evictable: cube !== except && (await isEvictable(node, record, needed)),
      })
    }
    for (const [cube, bytes] of promised)
      // A pull holds the lock of its cube; one that failed needs its room no more.
      if (!node.exclusive.isBusy(cube)) promised.delete(cube)
      else if (cube !== except) found.push({ cube, bytes, usedMs: Infinity, evictable: false })
    return found
  }

  const fit = async (room: Omit<Room, 'held'>, except?: string): Promise<Shortage | { evicted: number }> => {
    let evicted = 0
    // A cube that became busy between the plan and its turn stays, so what is left is planned for again.
    for (;;) {
      let plan = planEviction({ ...room, held: await held(except, false) })
      if (plan.type === 'refused' || plan.evict.length > 0)
        plan = planEviction({ ...room, held: await held(except, true) })
      if (plan.type === 'refused') return { ...room, used: plan.used, freeable: plan.freeable }
      if (plan.evict.length === 0) return { evicted }
      for (const cube of plan.evict) {
        if (!(await evictCube(node, cube))) continue
        await entries.forget(cube)
        evicted++
      }
    }
  }

  const maxBytes = async (): Promise<number | undefined> => (await loadHomeConfig(node.home))?.cache?.maxBytes

  return {
    used(cubes) {
      for (const cube of cubes) entries.used(cube, node.nowMs())
    },
    async makeRoom(cube, bytes) {
      const max = await maxBytes()
      const record = max === undefined ? undefined : await node.cubes.get(cube)
      if (max === undefined || (record !== undefined && isWritable(record))) return undefined
      const outcome = await fit({ needed: bytes, max }, cube)
      if (!('evicted' in outcome)) return outcome
      promised.set(cube, bytes)
      if (outcome.evicted > 0) node.events.emit('cacheShrunk', outcome.evicted)
      return undefined
    },
    async pulled(cube, bytes) {
      promised.delete(cube)
      entries.used(cube, node.nowMs())
      await entries.grow(cube, bytes)
    },
    async shrink() {
      const max = await maxBytes()
      if (max === undefined) return 0
      const outcome = await fit({ needed: 0, max })
      return 'evicted' in outcome ? outcome.evicted : 0
    },
    async usage() {
      const max = await maxBytes()
      const all = await held(undefined, false)
      return { usedBytes: all.reduce((sum, { bytes }) => sum + bytes, 0), maxBytes: max ?? null }
    },
    flush: () => entries.flush(),
  }
}

async function count(node: Stored & Chance, entries: CacheEntries, record: CubeRecord): Promise<number> {
  const marker = new Marker(node.store, Buffer.from(node.random(4)).readUInt32BE())
  const { bytes } = await marker.mark(cubeRoots(record))
  const { usedMs } = await entries.get(record.cube)
  entries.set(record.cube, { bytes, usedMs })
  return bytes
}
