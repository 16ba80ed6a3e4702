/**
 * Fetches what tells who wrote the memories of a cube with several authors: the states at which authors change. A pull brings
 * older commits without theirs. Each is a pull of its own, verified like any; newest first, so that each differs little from
 * the one before.
 */
import type { CID } from 'multiformats/cid'
import { MemCubeError } from '../core/errors.ts'
import { hasState, newCommits, type CubeRecord, type Reads } from '../cubes/index.ts'

/** States fetched for one pull; the next one goes on. Guess: some seconds. */
const maxStates = 256

/** Why a state was not given by anybody who could be asked: it is asked for again. */
const laterCodes = new Set(['ERR_UNREACHABLE', 'ERR_TIMEOUT', 'ERR_ABORTED', 'ERR_DISK_FULL'])

export interface TellingStates {
  fetched: number
  /** Whether all are here that others could give. */
  isDone: boolean
}

/**
 * @param tips where the cube is going
 * @param fetch gets one state; `near` is a newer one that is here
 */
export async function fetchTellingStates(
  node: Reads,
  cube: CID,
  { tips, known }: { tips: readonly CID[]; known: CubeRecord | undefined },
  fetch: (state: CID, near: CID) => Promise<void>,
  signal: AbortSignal,
): Promise<TellingStates> {
  const done = { fetched: 0, isDone: true }
  let [near] = tips
  for (const state of await missingStates(node, cube, tips, known?.told === true ? [known.commit] : [])) {
    signal.throwIfAborted()
    if (near === undefined || done.fetched >= maxStates) return { ...done, isDone: false }
    try {
      await fetch(state, near)
      near = state
      done.fetched++
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof MemCubeError)) throw error
      if (laterCodes.has(error.code)) return { ...done, isDone: false }
    }
  }
  return done
}

/** The parents of each commit that took in one of another author, as far as their states are not held; newest first. */
async function missingStates(
  node: Reads,
  cube: CID,
  tips: readonly CID[],
  known: readonly CID[],
): Promise<CID[]> {
  const found = new Map<string, { cid: CID; rev: string }>()
  for await (const { commit } of newCommits(node, cube.toString(), { tips, known })) {
    if (!commit.cube.equals(cube)) continue
    const parents = await heldParents(node, commit.parents)
    if (parents.every(({ author }) => Buffer.compare(author, commit.author) === 0)) continue
    for (const { cid, rev, cube: of } of parents)
      if (of.equals(cube) && !found.has(cid.toString()) && !(await hasState(node, cid)))
        found.set(cid.toString(), { cid, rev })
  }
  return [...found.values()].sort((a, b) => (a.rev < b.rev ? 1 : -1)).map(({ cid }) => cid)
}

async function heldParents(
  node: Reads,
  parents: readonly CID[],
): Promise<{ cid: CID; rev: string; author: Uint8Array; cube: CID }[]> {
  const found = []
  for (const cid of parents)
    if (await node.store.has(cid)) {
      const { rev, author, cube } = await node.cubes.commit(cid)
      found.push({ cid, rev, author, cube })
    }
  return found
}
