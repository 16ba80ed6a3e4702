/** One host of a crowd with the protocols of a node and one cube: it hears heads, pulls what they name and serves what it has. */
import { randomBytes } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { parseHead } from '../../../src/core/cube/index.ts'
import {
  createAnnounce,
  createHandshake,
  createHelloProfile,
  createSync,
  digestOfStatements,
  type AnnounceService,
  type CandidateOutcome,
  type CubeSource,
  type HeadCandidate,
} from '../../../src/protocols/index.ts'
import { SampleReceiver, silent, type SampleCube } from '../../protocols/sample.ts'
import { CROWD_NETWORK, type CrowdHost } from './crowd.ts'

export interface Followed {
  announce: AnnounceService
  /** When this node accepted the head with a number, by `performance.now()`: its signature held, and it is passed on. */
  accepted: Map<number, number>
  /** When what the head names was here, verified. */
  pulled: Map<number, number>
  /** Peers with whom something was agreed. */
  agreed: Set<string>
  /** What this node has is this from now on. */
  has(head: Uint8Array): void
}

/** @param own the blocks that the node has to begin with: those of who publishes */
export function follow(
  { host, leave }: CrowdHost,
  cube: Pick<SampleCube, 'id' | 'genesis'>,
  own: Pick<SampleReceiver, 'get'> = new SampleReceiver(),
): Followed {
  const receiver = new SampleReceiver()
  const [accepted, pulled, agreed] = [new Map<number, number>(), new Map<number, number>(), new Set<string>()]
  let held: Uint8Array | undefined
  const shared = { network: host, logger: silent, now: () => Date.now() }
  const profile = createHelloProfile({ network: CROWD_NETWORK, agent: 'crowd/1' })
  const handshake = createHandshake({ ...shared, profile, random: (length) => randomBytes(length) })
  const source = sourceOf(
    cube,
    () => held,
    (cid) => receiver.get(cid) ?? own.get(cid),
  )
  const sync = createSync({ ...shared, handshake, source, receiver })
  const pullHead = async ({ head, headBytes, peers }: HeadCandidate): Promise<CandidateOutcome> => {
    if (!accepted.has(head.seq)) accepted.set(head.seq, performance.now())
    for (const peerId of peers)
      try {
        const flip = receiver.flip.bind(receiver)
        const request = { cube: cube.id, commit: head.refs['main']!, genesis: cube.genesis.bytes, flip }
        await sync.pull(peerId, request)
        held = headBytes
        pulled.set(head.seq, performance.now())
        return 'accepted'
      } catch {
        // Another may have it.
      }
    return 'failed'
  }
  const ports = { pullHead, observed() {}, delivered() {} }
  const announce = createAnnounce({ ...shared, handshake, sync, ports, networkName: CROWD_NETWORK })
  for (const service of [handshake, sync, announce]) {
    service.start()
    leave.unshift(() => service.stop())
  }
  const stop = handshake.onAgreed((peerId) => agreed.add(peerId))
  leave.unshift(() => Promise.resolve(stop()))
  announce.follow({ cube: cube.id, genesis: cube.genesis.bytes, marks: [] })
  for (const { peerId } of host.peers()) void handshake.agreementFor(peerId).catch(() => undefined)
  return { announce, accepted, pulled, agreed, has: (head) => (held = head) }
}

function sourceOf(
  { id, genesis }: Pick<SampleCube, 'id' | 'genesis'>,
  held: () => Uint8Array | undefined,
  get: (cid: CID) => Uint8Array | undefined,
): CubeSource {
  const head = (cube: CID): Uint8Array | undefined => (cube.equals(id) ? held() : undefined)
  return {
    getMany: (cids) => Promise.resolve(cids.map(get)),
    heads({ cubes = [id] }) {
      const items = cubes.flatMap((cube) => {
        const bytes = head(cube)
        return bytes === undefined ? [] : [{ genesis: genesis.bytes, head: bytes }]
      })
      return Promise.resolve({ items })
    },
    states: (cubes) =>
      Promise.resolve(
        cubes.map((cube) => {
          const bytes = head(cube)
          return digestOfStatements(cube, bytes === undefined ? [] : [bytes])
        }),
      ),
    tips(cube) {
      const bytes = head(cube)
      return Promise.resolve(bytes && Object.values(parseHead(bytes).refs))
    },
  }
}
