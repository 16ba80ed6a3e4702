import type { Peers } from './needs.ts'
import { NodeError } from '../home/index.ts'
import type { NodeNetwork } from './interface.ts'

/** @throws ERR_UNREACHABLE when this process runs without a network. */
export function requireNetwork(node: Peers): NodeNetwork {
  if (node.network !== undefined) return node.network
  throw new NodeError('ERR_UNREACHABLE', 'this needs other nodes, and no daemon runs for this home', {
    hint: 'start one with `memcube daemon`',
  })
}
