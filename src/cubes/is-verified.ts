import { createCommitCheck, type Commit } from '../core/cube/index.ts'
import type { Reads } from './needs.ts'
import { authorsOf } from './cube-authors.ts'

type Check = (commit: Commit) => void

/**
 * Whether the signatures of commits hold. A fork's older commits belong to the cube it came from, so each is checked against
 * the cube that it names; one whose cube is not held here cannot be. Who may sign for a cube is read once: it is for one question.
 */
export function createVerifier(node: Reads): (commit: Commit) => Promise<boolean> {
  const checks = new Map<string, Promise<Check | undefined>>()
  return async (commit) => {
    const id = commit.cube.toString()
    const known = checks.get(id) ?? checkOf(node, commit)
    checks.set(id, known)
    try {
      const check = await known
      check?.(commit)
      return check !== undefined
    } catch {
      return false
    }
  }
}

/** The same of one commit. */
export function isVerified(node: Reads, commit: Commit): Promise<boolean> {
  return createVerifier(node)(commit)
}

/** Undefined where the cube is not held here. */
async function checkOf(node: Reads, { cube }: Commit): Promise<Check | undefined> {
  if (!(await node.store.has(cube))) return undefined
  const record = await node.cubes.get(cube.toString())
  const named = record?.rosters === undefined ? undefined : (await authorsOf(node, record)).ever
  return createCommitCheck(await node.cubes.genesis(cube), named)
}
