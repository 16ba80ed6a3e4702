import { MemCubeError } from '../../core/errors.ts'
import type { NodeContext } from '../context.ts'
import { readersOf, type Readers, type Visibility } from '../../cubes/visibility.ts'
import { requireNetwork } from '../../sharing/require-network.ts'
import { everyLife } from '../../swarms/lives.ts'
import { listSwarms } from './swarm.ts'
import { openProposals, waitingIn, type Waiting } from '../../care/waiting/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const status = useCase({
  name: 'status',
  summary: 'The node, its peers, cubes, index and disk.',
  writes: 'nothing',
  input: inputs.nothing,
  async run(node) {
    const cubes = await cubesOfAll(node)
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
      /** Those of swarms too. */
      cubes: cubes.length,
      memories: cubes.reduce((sum, { memories }) => sum + memories, 0),
      /** How many cubes who can read. */
      visibility: countsOf(cubes),
      /** What needs a decision, in which cube. */
      waiting: cubes.flatMap(({ cube, displayName, waiting }) =>
        waiting.map((one) => ({ cube, displayName, ...one })),
      ),
      index,
      disk: { bytes: disk.bytes, free: disk.free, readOnly: disk.readOnly, reason: disk.reason ?? null },
      cache,
      /** What was found wrong with the home and waits for `fsck --repair`. */
      damage: node.store.damage(),
      swarms: await listSwarms(node),
    }
  },
})

interface CountedCube extends Readers {
  cube: string
  memories: number
  waiting: Waiting[]
}

/** The cubes outside of swarms, and those of each swarm; of one swarm where that is asked. */
async function cubesOfAll(node: NodeContext): Promise<CountedCube[]> {
  const counted: CountedCube[] = []
  for (const one of await everyLife(node)) {
    const open = await openProposals(one)
    for (const record of await one.cubes.list()) {
      const { cube, memories } = record
      const waiting = await waitingIn(one, record, open)
      counted.push({ cube, memories, ...readersOf(one, record), waiting })
    }
  }
  return counted
}

function countsOf(cubes: readonly Readers[]): Record<Visibility, number> {
  const counts = { private: 0, public: 0, swarm: 0 }
  for (const { visibility } of cubes) counts[visibility]++
  return counts
}

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
