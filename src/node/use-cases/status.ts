import { z } from 'zod'
import { MemCubeError } from '../../core/errors.ts'
import {
  type CubeRecord,
  type Feeds,
  freshnessOf,
  isFresh,
  isOneVoice,
  isWritable,
  readersOf,
  type Readers,
  type Visibility,
  upstreamOf,
  upstreamOfFork,
  type UpstreamOfFork,
} from '../../cubes/index.ts'
import type { Clock, Stored } from '../../home/index.ts'
import { type Life, everyLife } from '../../swarms/index.ts'
import { requireNetwork, shownPeer } from '../../sharing/index.ts'
import { listSwarms } from './swarm.ts'
import type { IpfsReport, ReachReport } from '../../network/index.ts'
import { type ShownSeed, showSeeds } from '../../care/seeds/index.ts'
import {
  joinedOffers,
  openProposals,
  ownOffers,
  ownOffersSchema,
  waitingIn,
  waitingRow,
  type Waiting,
} from '../../care/waiting/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'
import { shownStore, shownStoreOf } from './store.ts'

const shownReach = z
  .object({
    state: z
      .enum(['reachable', 'relayed', 'private', 'unknown'])
      .describe('relayed: through relays; private: nobody gets in'),
    relays: outputs.texts.describe('peer ids of those that carry this node'),
    mapped: z
      .object({ protocol: z.enum(['nat-pmp', 'upnp']), address: outputs.text })
      .nullable()
      .describe('the address at the router, when that opened a port for it'),
    port: outputs.count.nullable().describe('the port that would have to be open at the router'),
    carries: outputs.count.describe('how many nodes have a place here, as a relay'),
    summary: outputs.text.describe('how it stands, in words'),
    todo: outputs.maybe.describe('what would make it better'),
    problems: z.array(z.object({ message: outputs.sentence, hint: outputs.text })),
  })
  .nullable()

const shownIpfs = z
  .object({
    peers: outputs.count.describe('nodes of the IPFS network that are known'),
    provided: outputs.count.describe('cubes and topics that are provided there'),
    waiting: outputs.count.describe('those that are not provided there yet'),
    summary: outputs.text.describe('how it stands, in words'),
    problem: z
      .object({ message: outputs.text, hint: outputs.text })
      .nullable()
      .describe('what is in the way'),
  })
  .nullable()

const statusAnswer = z.object({
  running: z
    .boolean()
    .describe('whether a process has the home open for as long as it runs, and answers all commands'),
  role: z
    .enum(['daemon', 'resident', 'command'])
    .describe('what has the home open; resident: `memcube mcp`, which gives it to a daemon that starts'),
  name: outputs.text,
  ...outputs.author,
  peerId: outputs.text,
  addresses: outputs.texts,
  peers: outputs.count,
  reach: shownReach.describe(
    'how others reach this node; null without a daemon, and in profiles that stay on this machine or network',
  ),
  ipfs: shownIpfs.describe(
    'how this node stands in the DHT of the public IPFS network; null without a daemon, and where it takes no part',
  ),
  cubes: outputs.count.describe('those of swarms too'),
  visibility: z
    .object({ private: outputs.count, public: outputs.count, swarm: outputs.count })
    .describe('how many cubes who can read'),
  waiting: z
    .array(waitingRow.extend({ cube: outputs.text, displayName: outputs.text }))
    .describe('what needs a decision'),
  memories: outputs.count,
  parts: outputs.count.describe('cubes of which a part alone is held'),
  behind: z
    .array(z.object({ cube: outputs.text, displayName: outputs.text, upstream: upstreamOfFork }))
    .optional()
    .describe('forks whose upstream, as it is held here, has commits that they do not have'),
  offers: ownOffersSchema.optional().describe('what became of proposals of this home, where there are any'),
  others: z
    .object({
      cubes: outputs.count,
      stale: outputs.count.describe('whose head is not known to be current'),
      oneVoice: outputs.count.describe('for which at most one node said that there is nothing newer'),
      oldestHead: outputs.timeMs.nullable().describe('when the oldest of their heads was signed'),
    })
    .describe('what others sign, and how new it is known to be'),
  index: z.object({
    texts: outputs.count,
    vectors: outputs.count,
    pending: outputs.count,
    problem: outputs.maybe.describe(
      'why the index cannot be asked now; it is a cache, and the rest of the node works',
    ),
  }),
  disk: z.object({
    bytes: outputs.count,
    free: outputs.count,
    readOnly: z.boolean(),
    reason: outputs.maybe,
  }),
  store: shownStore.describe('where the blocks are; the place is not asked now'),
  cache: z.object({ usedBytes: outputs.count, maxBytes: outputs.count.nullable() }),
  seeds: z
    .object({
      seeds: outputs.count,
      cubes: outputs.count,
      bytes: outputs.count,
      maxBytes: outputs.count,
      leftOut: outputs.count.describe('cubes that were offered and did not fit'),
    })
    .describe('what is mirrored for others, and what it may take'),
  damage: z
    .array(z.object({ atMs: outputs.timeMs, message: outputs.sentence }))
    .describe('what was found wrong with the home and waits for `fsck --repair`'),
  swarms: z.array(outputs.shownSwarm),
})
type StatusAnswer = outputs.Unnamed<z.infer<typeof statusAnswer>>

export const status = useCase({
  name: 'status',
  summary: 'The node, its peers, cubes, index and disk.',
  writes: 'nothing',
  spans: 'one',
  grants: reads([]),
  input: inputs.nothing,
  output: statusAnswer,
  async run(node) {
    const cubes = await cubesOfAll(node)
    const offers = joinedOffers(await Promise.all((await everyLife(node)).map(ownOffers)))
    const [index, disk, cache, seeds, elsewhere] = await Promise.all([
      indexStatus(node),
      node.store.usage(),
      node.cache.usage(),
      showSeeds(node),
      node.store.elsewhere(),
    ])
    return {
      running: node.daemon,
      role: node.role ?? (node.daemon ? 'daemon' : 'command'),
      name: node.author.name,
      author: node.author.did,
      peerId: node.peerId,
      addresses: node.network?.addresses() ?? [],
      peers: node.network?.peers().length ?? 0,
      reach: reachOf(node.network?.host.reach()),
      ipfs: ipfsOf(node.network?.host.ipfs()),
      /** Those of swarms too. */
      cubes: cubes.length,
      memories: cubes.reduce((sum, { memories }) => sum + memories, 0),
      parts: cubes.filter(({ isPart }) => isPart).length,
      /** How many cubes who can read. */
      visibility: countsOf(cubes),
      /** What needs a decision, in which cube. */
      waiting: cubes.flatMap(({ cube, displayName, waiting }) =>
        waiting.map((one) => ({ cube, displayName, ...one })),
      ),
      ...behindOf(cubes),
      ...(offers !== undefined && { offers }),
      others: howNew(cubes),
      index,
      disk: { bytes: disk.bytes, free: disk.free, readOnly: disk.readOnly, reason: disk.reason ?? null },
      store: shownStoreOf(elsewhere),
      cache,
      seeds: sumOfSeeds(seeds),
      /** What was found wrong with the home and waits for `fsck --repair`. */
      damage: node.store.damage(),
      swarms: await listSwarms(node),
    }
  },
})

function sumOfSeeds(seeds: readonly ShownSeed[]): StatusAnswer['seeds'] {
  const sum = (of: (one: ShownSeed) => number): number => seeds.reduce((total, one) => total + of(one), 0)
  return {
    seeds: seeds.length,
    cubes: sum(({ cubes }) => cubes),
    bytes: sum(({ bytes }) => bytes),
    maxBytes: sum(({ maxBytes }) => maxBytes),
    leftOut: sum(({ leftOut }) => leftOut),
  }
}

function reachOf(reach: ReachReport | undefined): StatusAnswer['reach'] {
  if (reach === undefined) return null
  const { state, relays, mapped, port, carries, summary, todo, problems } = reach
  return {
    state,
    relays,
    mapped: mapped ?? null,
    port: port ?? null,
    carries,
    summary,
    todo: todo ?? null,
    problems,
  }
}

function ipfsOf(ipfs: IpfsReport | undefined): StatusAnswer['ipfs'] {
  return ipfs === undefined ? null : { ...ipfs, problem: ipfs.problem ?? null }
}

interface CountedCube extends Readers {
  cube: string
  memories: number
  isPart: boolean
  waiting: Waiting[]
  upstream: UpstreamOfFork | undefined
  /** Of a cube of others. */
  news: { headTime: number; isFresh: boolean; isOneVoice: boolean } | undefined
}

/** The cubes outside of swarms, and those of each swarm; of one swarm where that is asked. */
async function cubesOfAll(node: Life): Promise<CountedCube[]> {
  const counted: CountedCube[] = []
  for (const one of await everyLife(node)) {
    const open = await openProposals(one)
    for (const record of await one.cubes.list()) {
      const { cube, memories } = record
      const waiting = await waitingIn(one, record, open)
      const upstream = await upstreamOf(one, record)
      const news = await newsOf(one, record)
      const isPart = record.part !== undefined
      counted.push({ cube, memories, isPart, ...readersOf(one, record), waiting, upstream, news })
    }
  }
  return counted
}

function behindOf(cubes: readonly CountedCube[]): Pick<StatusAnswer, 'behind'> {
  const behind = cubes.flatMap(({ cube, displayName, upstream }) =>
    (upstream?.newer ?? 0) > 0 && upstream !== undefined ? [{ cube, displayName, upstream }] : [],
  )
  return behind.length === 0 ? {} : { behind }
}

async function newsOf(node: Stored & Clock, record: CubeRecord): Promise<CountedCube['news']> {
  if (isWritable(record)) return undefined
  const known = await freshnessOf(node.store, record)
  return {
    headTime: known.headTime,
    isFresh: isFresh(record, node.nowMs()),
    isOneVoice: isOneVoice(known),
  }
}

function howNew(cubes: readonly CountedCube[]): StatusAnswer['others'] {
  const news = cubes.flatMap((one) => (one.news === undefined ? [] : [one.news]))
  return {
    cubes: news.length,
    stale: news.filter((one) => !one.isFresh).length,
    oneVoice: news.filter((one) => one.isOneVoice).length,
    oldestHead: news.length === 0 ? null : Math.min(...news.map(({ headTime }) => headTime)),
  }
}

function countsOf(cubes: readonly Readers[]): Record<Visibility, number> {
  const counts = { private: 0, public: 0, swarm: 0 }
  for (const { visibility } of cubes) counts[visibility]++
  return counts
}

async function indexStatus(node: Feeds): Promise<StatusAnswer['index']> {
  try {
    const { texts, vectors, pending, server } = await node.recall.counts()
    return { texts, vectors, pending, problem: server?.problem ?? null }
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    return { texts: 0, vectors: 0, pending: 0, problem: error.message }
  }
}

export const connect = useCase({
  name: 'connect',
  summary: 'Dials a node and shakes hands with it.',
  writes: 'home',
  spans: 'one',
  input: inputs.connection,
  output: z.object({ peerId: outputs.text, peers: z.array(shownPeer) }),
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
  spans: 'one',
  input: inputs.nothing,
  output: z.object({ peers: z.array(shownPeer) }),
  run: async (node) => ({ peers: requireNetwork(node).peers() }),
})
