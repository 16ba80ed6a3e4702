/**
 * The cache: cubes of others, as far as the home has room for them, with what is staged for them and what the index takes.
 * `cache.maxBytes` in `config.json` says how much; it is read whenever it is needed, so a change counts from then on. What was
 * evicted is garbage: the next collection frees its bytes. Invariant: a pull is accepted only if it fits beside all that is not
 * given up for it.
 */
import { loadHomeConfig } from '../../storage/index.ts'
import { listSeeded } from '../../cubes/seeds/index.ts'
import {
  type Tells,
  type Trust,
  type Cache,
  type Extent,
  type Shortage,
  isWritable,
  type CubeRecord,
} from '../../cubes/index.ts'
import type { Chance, InFolder, Stored } from '../../home/index.ts'
import { cubeRoots, Marker } from '../gc/index.ts'
import { evictCube, isEvictable, neededCubes, type Evicting } from './evict.ts'
import { CacheEntries } from './cache-entries.ts'
import { indexedBytes } from './indexed-bytes.ts'
import { Leftovers } from './leftovers.ts'
import { planEviction, type HeldCube, type Room } from './plan-eviction.ts'

/** What cubes of others take where `config.json` does not say: from the design. */
export const defaultMaxBytes = 2 * 1024 ** 3

/** @param defaultMax where `config.json` says nothing; null for no limit but the disk */
export function createCache(
  node: Evicting & Trust & Tells & InFolder & Chance,
  defaultMax: number | null = defaultMaxBytes,
): Cache {
  const leftovers = new Leftovers(node)
  const entries = new CacheEntries(node.store)
  /** What pulls under way were promised. */
  const promised = new Map<string, number>()

  /** What pulls for seeds may bring. */
  const allowed = new Map<string, { bytes: number; refused?: number }>()

  const { held, giveUp } = whatIsHeld(node, entries, leftovers, promised)

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
        if (await giveUp(cube)) evicted++
      }
    }
  }

  /** A pull for a seed fits or it does not: nothing gives way to it but what other pulls for seeds left unfinished. */
  const fitAllowed = async (
    room: Omit<Room, 'held'>,
    allowance: { bytes: number; refused?: number },
    { cube, granted }: { cube: string; granted: number },
  ): Promise<Shortage | { evicted: number }> => {
    const { needed } = room
    // A pack that is offered anew, because it turned out dearer, has its first part granted already.
    const most = allowance.bytes + Math.min(granted, needed)
    while (needed <= most) {
      const now = await held(cube, true)
      const unfinished = new Set(now.filter(isUnfinishedSeed).map((one) => one.cube))
      const plan = planEviction({ ...room, held: now })
      if (plan.type === 'refused' || !plan.evict.every((name) => unfinished.has(name))) break
      if (plan.evict.length === 0) {
        allowance.bytes = most - needed
        delete allowance.refused
        return { evicted: 0 }
      }
      for (const name of plan.evict) await giveUp(name)
    }
    allowance.refused = needed
    return { needed, used: 0, max: most, freeable: 0, forSeed: true }
  }

  const maxBytes = async (): Promise<number | undefined> => {
    const said = (await loadHomeConfig(node.home))?.cache?.maxBytes
    return (said === undefined ? defaultMax : said) ?? undefined
  }

  return {
    used(cubes) {
      for (const cube of cubes) entries.used(cube, node.nowMs())
    },
    async makeRoom(cube, { accepted = { blocks: 0, bytes: 0 }, ...offer }) {
      const allowance = allowed.get(cube)
      const max = (await maxBytes()) ?? (allowance && Number.MAX_SAFE_INTEGER)
      const record = max === undefined ? undefined : await node.cubes.get(cube)
      if (max === undefined || (record !== undefined && isWritable(record))) return undefined
      const needed = sizeOf(offer)
      const outcome =
        allowance === undefined
          ? await fit({ needed, max }, cube)
          : await fitAllowed({ needed, max }, allowance, { cube, granted: sizeOf(accepted) })
      if (!('evicted' in outcome)) return outcome
      promised.set(cube, needed + (await leftovers.bytesOf(cube)))
      if (outcome.evicted > 0) node.events.emit('cacheShrunk', outcome.evicted)
      return undefined
    },
    allow(cube, bytes) {
      const allowance: { bytes: number; refused?: number } = { bytes }
      allowed.set(cube, allowance)
      return {
        refused: () => allowance.refused,
        used: () => bytes - allowance.bytes,
        end: () => void allowed.delete(cube),
      }
    },
    staged: (cube, bytes) => leftovers.add(cube, bytes),
    discarded: (cube) => leftovers.drop(cube),
    async discard(cube) {
      await leftovers.giveUp(cube)
    },
    async pulled(cube, bytes) {
      promised.delete(cube)
      leftovers.drop(cube)
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
    async holdings() {
      const all = await held(undefined, true)
      const ofCubes = all.filter(({ isCube }) => isCube === true)
      // What seeds left unfinished gives way to them: counted, it would take the room of cubes that are whole.
      const others = all.filter((one) => one.isCube !== true && !isUnfinishedSeed(one))
      return {
        cubes: new Map(ofCubes.map(({ cube, bytes }) => [cube, bytes])),
        otherBytes: others.reduce((sum, { bytes }) => sum + bytes, 0),
        maxBytes: (await maxBytes()) ?? null,
      }
    },
    flush: () => entries.flush(),
  }
}

/** With its index. */
function sizeOf({ blocks, bytes }: Extent): number {
  return bytes + indexedBytes({ bytes, memories: blocks })
}

interface Held extends HeldCube {
  isCube?: true
  /** Staged for a cube that is here, or was to come, for a seed. */
  isForSeed?: boolean
}

/** Left by a pull for a seed that has ended. */
function isUnfinishedSeed({ isForSeed, evictable }: Held): boolean {
  return isForSeed === true && evictable
}

/** What there is of others, and how one of it is given up. */
function whatIsHeld(
  node: Evicting & Trust & Chance,
  entries: CacheEntries,
  leftovers: Leftovers,
  promised: Map<string, number>,
) {
  const idOf = (name: string): string => leftovers.idOf(name) ?? ''
  /** @param exact counts anew where old states may have been counted */
  const held = async (except: string | undefined, exact: boolean): Promise<Held[]> => {
    const needed = await neededCubes(node)
    const seeded = await listSeeded(node)
    const found: Held[] = []
    for (const record of await node.cubes.list()) {
      if (isWritable(record)) continue
      const { cube, memories } = record
      const { bytes: known, usedMs, grown } = await entries.get(cube)
      const isKnown = known !== undefined && !(exact && grown === true)
      const bytes = isKnown ? known : await count(node, entries, record)
      found.push({
        cube,
        bytes: bytes + indexedBytes({ bytes, memories }),
        usedMs,
        evictable: cube !== except && (await isEvictable(node, record, needed)),
        isSeeded: seeded.has(cube),
        isCube: true,
      })
    }
    for (const [cube, bytes] of promised)
      // A pull holds the lock of its cube; one that failed needs its room no more.
      if (!node.exclusive.isBusy(cube)) promised.delete(cube)
      else if (cube !== except) found.push({ cube, bytes, usedMs: Infinity, evictable: false })
    // What is staged for a pull under way is in what it was promised.
    const staged = await leftovers.held((id) => id === except || !promised.has(id))
    return [...found, ...staged.map((one) => ({ ...one, isForSeed: seeded.has(idOf(one.cube)) }))]
  }

  const giveUp = async (name: string): Promise<boolean> => {
    const id = leftovers.idOf(name)
    if (id !== undefined) return leftovers.giveUp(id)
    if (!(await evictCube(node, name))) return false
    await entries.forget(name)
    return true
  }
  return { held, giveUp }
}

async function count(node: Stored & Chance, entries: CacheEntries, record: CubeRecord): Promise<number> {
  const marker = new Marker(node.store, Buffer.from(node.random(4)).readUInt32BE())
  const { bytes } = await marker.mark(cubeRoots(record))
  const { usedMs } = await entries.get(record.cube)
  entries.set(record.cube, { bytes, usedMs })
  return bytes
}
