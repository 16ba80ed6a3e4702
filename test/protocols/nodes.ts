/** Whole protocol stacks over real hosts on loopback, with a store in memory in place of the node. */
import type { CID } from 'multiformats/cid'
import { parseHead } from '../../src/core/cube/index.ts'
import {
  createAnnounce,
  createHandshake,
  createHelloProfile,
  createSync,
  digestOfStatements,
  type AnnouncePorts,
  type AnnounceService,
  type CandidateOutcome,
  type CubeSource,
  type HandshakeService,
  type HelloProfile,
  type Observation,
  type SyncService,
} from '../../src/protocols/index.ts'
import { startHost, type TestHost } from '../network/hosts.ts'
import { keepingLogger, SampleReceiver, type SampleCube } from './sample.ts'

export interface TestNode {
  host: TestHost
  handshake: HandshakeService
  sync: SyncService
  announce: AnnounceService
  receiver: SampleReceiver
  logger: ReturnType<typeof keepingLogger>
  /** Heads that were pulled because a peer told of them, by cube. */
  pulledHeads: Map<string, number>
  observations: Observation[]
  delivered: string[]
  /** Served to peers. */
  serve(cube: SampleCube, head: Uint8Array): void
  stop(): Promise<void>
}

/** Stands between a server and its blocks: it may wait, change them or throw. */
export type Reading = (cids: CID[], blocks: (Uint8Array | undefined)[]) => Promise<(Uint8Array | undefined)[]>

export async function startNode(
  name: string,
  options: { profile?: Partial<HelloProfile>; network?: string; reading?: Reading; now?: () => number } = {},
): Promise<TestNode> {
  const network = options.network ?? 'test'
  const host = await startHost(name)
  const logger = keepingLogger()
  const receiver = new SampleReceiver()
  const served = new Map<string, { cube: SampleCube; head: Uint8Array }>()
  const pulledHeads = new Map<string, number>()
  const observations: Observation[] = []
  const delivered: string[] = []
  const profile = { ...createHelloProfile({ network, agent: `${name}/1` }), ...options.profile }
  let nonces = 0
  const shared = { network: host, logger, now: options.now ?? (() => Date.now()) }
  const handshake = createHandshake({
    ...shared,
    profile,
    random: (length) => new Uint8Array(length).fill(++nonces),
  })
  const source: CubeSource = {
    getMany(cids: CID[]) {
      const blocks = cids.map(
        (cid) =>
          receiver.get(cid) ?? [...served.values()].map(({ cube }) => cube.store.get(cid)).find(Boolean),
      )
      return options.reading?.(cids, blocks) ?? Promise.resolve(blocks)
    },
    heads: (query) => {
      const asked = query.cubes?.map(String) ?? [...served.keys()]
      const items = asked.flatMap((id) => {
        const known = served.get(id)
        return known === undefined ? [] : [{ genesis: known.cube.genesis.bytes, head: known.head }]
      })
      return Promise.resolve({ items: items.slice(0, query.limit) })
    },
    states: (cubes) =>
      Promise.resolve(
        cubes.map((cube) => {
          const known = served.get(cube.toString())
          return digestOfStatements(cube, known === undefined ? [] : [known.head])
        }),
      ),
    tips(cube) {
      const known = served.get(cube.toString())
      return Promise.resolve(known && Object.values(parseHead(known.head).refs))
    },
  }
  const sync = createSync({ ...shared, handshake, source, receiver })
  const ports: AnnouncePorts = {
    async pullHead({ cube, headBytes, peers }): Promise<CandidateOutcome> {
      const { refs, seq } = parseHead(headBytes)
      const sample = served.get(cube.toString())
      try {
        const genesis = sample!.cube.genesis.bytes
        const flip = receiver.flip.bind(receiver)
        await sync.pull(peers[0]!, { cube, commit: refs['main']!, genesis, flip })
        pulledHeads.set(cube.toString(), seq)
        return 'accepted'
      } catch {
        return 'failed'
      }
    },
    observed: (observation) => observations.push(observation),
    delivered: (id) => delivered.push(id),
  }
  const announce = createAnnounce({ ...shared, handshake, sync, ports, networkName: network })
  handshake.start()
  sync.start()
  announce.start()
  return {
    host,
    handshake,
    sync,
    announce,
    receiver,
    logger,
    pulledHeads,
    observations,
    delivered,
    serve(cube, head) {
      served.set(cube.id.toString(), { cube, head })
    },
    async stop() {
      await announce.stop()
      await sync.stop()
      await handshake.stop()
    },
  }
}
