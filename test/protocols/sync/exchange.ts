/** One pull between two nodes in memory, over the real serving and pulling code. */
import type { CID } from 'multiformats/cid'
import {
  digestOfStatements,
  type CubeSource,
  type HeadsPage,
  type PullRequest,
  type PullResult,
} from '../../../src/protocols/index.ts'
import { PullStream } from '../../../src/protocols/sync/pull.ts'
import { PackPlaces } from '../../../src/protocols/sync/pack-places.ts'
import { serveStream } from '../../../src/protocols/sync/serve.ts'
import {
  channelPair,
  keepingLogger,
  NOW,
  type SampleCube,
  type SampleReceiver,
  type TestChannel,
} from '../sample.ts'

/** A multihash, as handshakes give one. */
export const AGREEMENT = Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(9))

export function sourceOf(cube: SampleCube): CubeSource {
  return {
    getMany: (cids: CID[]) => cube.store.getMany(cids),
    heads: (): Promise<HeadsPage> =>
      Promise.resolve({
        items: [
          {
            genesis: cube.genesis.bytes,
            head: cube.head(1).bytes,
            hint: { topics: [], memories: cube.size },
          },
        ],
      }),
    states: (cubes) =>
      Promise.resolve(
        cubes.map((id) => digestOfStatements(id, id.equals(cube.id) ? [cube.head(1).bytes] : [])),
      ),
    tips: (id: CID) =>
      Promise.resolve(id.equals(cube.id) ? Object.values(cube.head(1).head.refs) : undefined),
  }
}

export interface Exchange {
  result: Promise<PullResult>
  /** Ends of the stream: the server's and the puller's. */
  server: TestChannel
  puller: TestChannel
  served: Promise<void>
  logs: { server: ReturnType<typeof keepingLogger>; puller: ReturnType<typeof keepingLogger> }
}

export interface ExchangeOptions {
  credit?: number
  request?: Partial<PullRequest>
  signal?: AbortSignal
  /** Serves instead of the real thing. */
  serve?: (channel: TestChannel) => Promise<void>
  source?: CubeSource
}

export function exchange(
  cube: SampleCube,
  receiver: SampleReceiver,
  options: ExchangeOptions = {},
): Exchange {
  const { left: server, right: puller } = channelPair()
  const logs = { server: keepingLogger(), puller: keepingLogger() }
  const now = () => NOW
  const deps = {
    source: options.source ?? sourceOf(cube),
    logger: logs.server,
    now,
    places: new PackPlaces(),
  }
  const served = (options.serve?.(server) ?? serveStream(deps, server, AGREEMENT)).catch(() => undefined)
  const credit = options.credit ?? 4 * 1024 * 1024
  const stream = new PullStream(
    { receiver, logger: logs.puller, now },
    puller,
    { hash: AGREEMENT, credit },
    options.signal,
  )
  const request: PullRequest = {
    cube: cube.id,
    commit: cube.tip.cid,
    genesis: cube.genesis.bytes,
    flip: (pulled) => receiver.flip(pulled),
    ...options.request,
  }
  const pull = async (): Promise<PullResult> => {
    try {
      return await stream.pull(request, options.signal === undefined ? {} : { signal: options.signal })
    } finally {
      await stream.close()
    }
  }
  const result = pull()
  return { result, server, puller, served, logs }
}
