import { parseDid } from '../core/identity/index.ts'
import { type Follows, follow } from '../sharing/index.ts'
import { isWritable, everWrote } from '../cubes/index.ts'
import type { Team } from './team.ts'

/** Keeps a cube of the team up to date, which everybody in it wants. A reader's own cube is none. */
export async function followIfTeam(
  node: Follows,
  team: Team,
  cube: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await node.cubes.resolve(cube)
  if (isWritable(record) || record.followed || !everWrote(team, parseDid(record.author))) return
  await follow(node, cube, { signal, progress() {} })
}
