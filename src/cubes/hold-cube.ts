/** A cube under its lock: what is read of it there stays so until the task is done. */
import type { Locks } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'
import type { Shelved } from './needs.ts'
import { requireWhole } from './part.ts'
import { requireOwn } from './write-commit.ts'

/** @param text names the cube. @throws ERR_NOT_FOUND, ERR_USAGE as `resolve` does */
export async function holdCube<T>(
  node: Shelved & Locks,
  text: string,
  task: (record: CubeRecord) => Promise<T>,
): Promise<T> {
  return holdHeld(node, text, async (record) => {
    requireWhole(record)
    return task(record)
  })
}

/** The same of a cube of which perhaps a part alone is held. */
export async function holdHeld<T>(
  node: Shelved & Locks,
  text: string,
  task: (record: CubeRecord) => Promise<T>,
): Promise<T> {
  const { cube } = await node.cubes.resolveHeld(text)
  return node.exclusive(cube, async () => task(await node.cubes.resolveHeld(cube)))
}

/** The same of a cube that this home signs. @throws ERR_DENIED for one that it does not */
export function holdOwn<T>(
  node: Shelved & Locks,
  text: string,
  task: (record: CubeRecord) => Promise<T>,
): Promise<T> {
  return holdCube(node, text, async (record) => {
    requireOwn(record)
    return task(record)
  })
}
