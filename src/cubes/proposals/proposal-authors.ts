/** Who may decide about proposals to a cube, and who may make none here. */
import type { Shelved, Trust } from '../needs.ts'
import { authorsOf } from '../cube-authors.ts'

/** Public keys of those who sign for a cube now; empty for one that is not here. */
export async function speakersFor(node: Shelved, cube: string): Promise<Uint8Array[]> {
  const record = await node.cubes.get(cube)
  return record === undefined ? [] : (await authorsOf(node, record)).standing.authors.map(({ key }) => key)
}

/** Whether nothing of an author is fetched, shown or passed on here. */
export async function isShunned(node: Trust, did: string): Promise<boolean> {
  const author = await node.authors.get(did)
  return author !== undefined && (author.blocked || author.tier === 'quarantined')
}
