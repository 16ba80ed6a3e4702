import { MemCubeError } from '../../core/errors.ts'
import type { NodeContext } from '../context.ts'
import { requireNetwork } from './require-network.ts'
import { listSwarms } from './swarm.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const status = useCase({
  name: 'status',
  summary: 'The node, its peers, cubes, index and disk.',
  writes: 'nothing',
  input: inputs.nothing,
  async run(node) {
    const cubes = await node.cubes.list()
    const [index, disk, cache] = await Promise.all([
      indexStatus(node),
      node.store.usage(),
      node.cache.usage(),
    ])
    return {
      running: node.daemon,
      name: node.author.name,
      author: node.author.did,
      peerId: node.peerId,
      addresses: node.network?.addresses() ?? [],
      peers: node.network?.peers().length ?? 0,
      cubes: cubes.length,
      memories: cubes.reduce((sum, { memories }) => sum + memories, 0),
      index,
      disk: { bytes: disk.bytes, free: disk.free, readOnly: disk.readOnly, reason: disk.reason ?? null },
      cache,
      /** What was found wrong with the home and waits for `fsck --repair`. */
      damage: node.store.damage(),
      swarms: await listSwarms(node),
    }
  },
})

interface IndexStatus {
  texts: number
  vectors: number
  pending: number
  /** Why the index cannot be asked now; it is a cache, and the rest of the node works. */
  problem: string | null
}

async function indexStatus(node: NodeContext): Promise<IndexStatus> {
  try {
    const { texts, vectors, pending } = await (await node.recall.open()).status()
    return { texts, vectors, pending, problem: null }
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    return { texts: 0, vectors: 0, pending: 0, problem: error.message }
  }
}

export const connect = useCase({
  name: 'connect',
  summary: 'Dials a node and shakes hands with it.',
  writes: 'home',
  input: inputs.connection,
  async run(node, { address }, { signal }) {
    const network = requireNetwork(node)
    const peerId = await network.connect(address, signal)
    return { peerId, peers: network.peers() }
  },
})

export const peers = useCase({
  name: 'peers',
  summary: 'The connected nodes, with what was agreed with each.',
  writes: 'nothing',
  input: inputs.nothing,
  run: async (node) => ({ peers: requireNetwork(node).peers() }),
})
