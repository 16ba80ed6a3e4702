/** Who may decide about proposals to a cube, and who may make none here. */
import type { Shelved } from '../needs.ts'
import { authorsOf } from '../cube-authors.ts'

/** Public keys of those who sign for a cube now; empty for one that is not here. */
export async function speakersFor(node: Shelved, cube: string): Promise<Uint8Array[]> {
  const record = await node.cubes.get(cube)
  return record === undefined ? [] : (await authorsOf(node, record)).standing.authors.map(({ key }) => key)
}
