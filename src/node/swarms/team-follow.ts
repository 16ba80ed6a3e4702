import { bytesEqual } from '../../core/codec/index.ts'
import { parseDid } from '../../core/identity/index.ts'
import type { Swarm } from '../../core/swarm/index.ts'
import type { NodeContext } from '../context.ts'
import { authorsOf } from '../cubes/cube-authors.ts'
import { isWritable, type CubeRecord } from '../cubes/cube-record.ts'
import { follow } from '../use-cases/trust.ts'
import { mayWrite } from './team-roles.ts'

/** Keeps a cube of the team up to date, which everybody in it wants. */
export async function followIfTeam(
  node: NodeContext,
  roster: Swarm,
  cube: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await node.cubes.resolve(cube)
  if (isWritable(record) || record.followed || !(await isOfWriters(node, roster, record))) return
  await follow.run(node, { target: cube }, { signal, progress() {} })
}

/** Whether somebody who may write is an author of a cube, or its maker was in the swarm. A reader's own cube is neither. */
async function isOfWriters(
  node: NodeContext,
  { members, removed }: Swarm,
  record: CubeRecord,
): Promise<boolean> {
  const maker = parseDid(record.author)
  if (removed.some((one) => bytesEqual(one, maker))) return true
  const standing = (await authorsOf(node, record)).standing.authors
  return members
    .filter(mayWrite)
    .some(({ key }) => bytesEqual(key, maker) || standing.some((one) => bytesEqual(one.key, key)))
}
