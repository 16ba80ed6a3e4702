import type { Trust } from '../cubes/index.ts'
import { NodeError } from '../home/index.ts'

/** @throws ERR_DENIED for an author whom the person here has blocked */
export async function requireNotBlocked(node: Trust, did: string): Promise<void> {
  if ((await node.authors.get(did))?.blocked !== true) return
  throw new NodeError('ERR_DENIED', `the author ${did} is blocked here`, {
    hint: `\`memcube trust ${did} community\` lifts it`,
  })
}
