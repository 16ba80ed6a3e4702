/**
 * Below which commit the signatures of a history were found to hold, kept for the next question. A commit has the bytes that its hash
 * says, and names its parents by theirs: so what was found stays true for as long as the same keys may sign. It is a cache: where
 * it is not there, cannot be read or says nothing of a commit, the signature is checked.
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual, isLink, sha256 } from '../core/codec/index.ts'
import { shape, type Commit } from '../core/cube/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { linkId } from '../core/tree/index.ts'
import type { RecordName, Store } from '../storage/index.ts'
import { createSigners, createVerifier, type Signers } from './is-verified.ts'
import type { Reads } from './needs.ts'

interface KeptMark {
  tip: CID
  /** The cubes all of whose commits hold, from the tip to the first ones, under these keys. */
  cubes: { cube: CID; keys: Uint8Array }[]
}

export interface SignedHistory {
  /**
   * Told of each commit of a walk from one tip, newest first.
   * @returns asks whether its signature holds, as `createVerifier` does
   */
  pass(cid: CID, commit: Commit): () => Promise<boolean>
  /** After the walk: keeps what it found for the next one, where it came to the first commits and asked of each. */
  keep(): Promise<void>
}

/** Signatures checked by a walk above which the next is to find that they hold. Guess: more than a write costs. */
const dearWalk = 64

export function signedHistoryName(cube: string): RecordName {
  return { space: 'meta', key: `signed/${cube}` }
}

/** @param cube under whose name it is kept @param tip where the walk begins */
export async function signedHistory(node: Reads, cube: string, tip: CID): Promise<SignedHistory> {
  const signersOf = createSigners(node)
  const isVerified = createVerifier(node, signersOf)
  const mark = await readMark(node.store, cube)
  const covered = new Map<string, boolean>()
  const covers = async (one: CID): Promise<boolean> => {
    const id = linkId(one.bytes)
    const known = covered.get(id) ?? (await isCovered(mark, one, signersOf))
    covered.set(id, known)
    return known
  }
  /** Parents that the walk has not come to, and whether the mark is above them. */
  const ahead = new Map<string, boolean>()
  const found = new Map<string, { cube: CID; holds: boolean }>()
  let [passed, asked, checked] = [0, 0, 0]

  const ask = async (commit: Commit, isBelow: boolean): Promise<boolean> => {
    asked++
    const id = linkId(commit.cube.bytes)
    const isKnown = isBelow && (await covers(commit.cube))
    if (!isKnown) checked++
    const holds = isKnown || (await isVerified(commit))
    found.set(id, { cube: commit.cube, holds: holds && found.get(id)?.holds !== false })
    return holds
  }

  return {
    pass(cid, commit) {
      passed++
      const id = linkId(cid.bytes)
      const isBelow = ahead.get(id) === true || mark?.tip.equals(cid) === true
      ahead.delete(id)
      for (const parent of commit.parents) {
        const above = linkId(parent.bytes)
        ahead.set(above, isBelow || ahead.get(above) === true)
      }
      return () => ask(commit, isBelow)
    },
    async keep() {
      // A parent that is not here may come later, and nobody has looked at it.
      if (ahead.size > 0 || asked < passed || checked < dearWalk) return
      const cubes: KeptMark['cubes'] = []
      for (const { cube: one, holds } of found.values()) {
        const signers = holds ? await signersOf(one) : undefined
        if (signers !== undefined) cubes.push({ cube: one, keys: digestOf(signers) })
      }
      if (cubes.length > 0) await keepMark(node.store, cube, { tip, cubes })
    },
  }
}

async function isCovered(
  mark: KeptMark | undefined,
  cube: CID,
  signersOf: (cube: CID) => Promise<Signers | undefined>,
): Promise<boolean> {
  const said = mark?.cubes.find((one) => one.cube.equals(cube))
  if (said === undefined) return false
  // Undefined, too, where the genesis is damaged: then each commit is found not to hold.
  const signers = await signersOf(cube).catch(() => undefined)
  return signers !== undefined && bytesEqual(digestOf(signers), said.keys)
}

function digestOf({ keys }: Signers): Uint8Array {
  return sha256(Buffer.concat(keys))
}

async function readMark(store: Store, cube: string): Promise<KeptMark | undefined> {
  try {
    const kept = await store.records<unknown>('meta').get(signedHistoryName(cube).key)
    return isMark(kept) ? kept : undefined
  } catch (error) {
    return unlessOurs(error)
  }
}

function isMark(value: unknown): value is KeptMark {
  if (!shape.isMap(value) || !isLink(value['tip']) || !Array.isArray(value['cubes'])) return false
  return value['cubes'].every(
    (one) => shape.isMap(one) && isLink(one['cube']) && one['keys'] instanceof Uint8Array,
  )
}

/** A full disk keeps nobody from asking: the next walk checks again. */
async function keepMark(store: Store, cube: string, mark: KeptMark): Promise<void> {
  try {
    await store.commit({ put: [{ ...signedHistoryName(cube), value: mark }] })
  } catch (error) {
    unlessOurs(error)
  }
}

function unlessOurs(error: unknown): undefined {
  if (!(error instanceof MemCubeError)) throw error
  return undefined
}
