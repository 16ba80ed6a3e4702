/**
 * What peers that compare are told of each cube: a digest over what a question for its heads would tell. Kept until an event says that
 * the cube or an author changed, so that an hour in which nothing changes reads nothing. Of a cube with several authors it is counted
 * each time: a mark of one of them may rise while the cube stays as it is. A cube that cannot be read, because a block of it is
 * damaged here, has no state; the others have theirs.
 */
import type { CID } from 'multiformats/cid'
import type { Reads, Tells } from '../cubes/index.ts'
import { digestOfStatements } from '../protocols/index.ts'

interface CubeStates {
  of(cubes: readonly CID[]): Promise<(Uint8Array | undefined)[]>
}

/**
 * @param unreadable told of a cube that could not be read
 * @param statementsOf what a question for the heads of this cube brings; empty where it is not shown to others
 */
export function createCubeStates(
  { cubes, events }: Pick<Reads & Tells, 'cubes' | 'events'>,
  statementsOf: (cube: CID) => Promise<readonly Uint8Array[]>,
  unreadable: (cube: CID, error: unknown) => undefined,
): CubeStates {
  /** One map until something changes that may concern all of it; what a read of before finds is kept in the old one. */
  let known = new Map<string, Promise<Uint8Array | undefined>>()
  events.on('cubeChanged', ({ cube }) => known.delete(cube))
  events.on('authorChanged', () => {
    known = new Map()
  })

  const count = async (cube: CID): Promise<Uint8Array | undefined> =>
    digestOfStatements(cube, await statementsOf(cube))

  const one = async (cube: CID): Promise<Uint8Array | undefined> => {
    const id = cube.toString()
    const before = known.get(id)
    if (before !== undefined) return before
    const record = await cubes.get(id)
    // A cube that is not here is told of by no event of it that is named so: it is looked for again.
    if (record === undefined) return undefined
    if (record.rosters !== undefined) return count(cube)
    const counting = count(cube)
    const map = known
    map.set(id, counting)
    counting.catch(() => map.delete(id))
    return counting
  }

  return {
    of: (all) => Promise.all(all.map((cube) => one(cube).catch((error: unknown) => unreadable(cube, error)))),
  }
}
