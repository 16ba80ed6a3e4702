/** What happens in a life of a home, for whoever listens. */
import type { CubeRecord } from './cube-record.ts'

/** An event as one JSON object: `event` says which; the other fields are texts and numbers. */
export type ShownEvent = { event: string } & Record<string, unknown>

export interface NodeEvents {
  /** A cube has another head, name or role than before. */
  cubeChanged: [record: CubeRecord]
  /** What is known or decided of an author is another than before. */
  authorChanged: [did: string]
  /** A followed cube was brought up to date without being asked to. */
  cubePulled: [pulled: { cube: string; name: string; commit: string; memories: number; from: string }]
  /** So many cubes gave way to a pull, or to a smaller limit: there is something to collect. */
  cacheShrunk: [cubes: number]
  /** What is mirrored for others changed: its owner wishes something else, or cubes came and went. */
  seedsChanged: [changed: { wished: boolean; taken: number; dropped: number }]
  peerConnected: [peerId: string]
  peerDisconnected: [peerId: string]
  /** A proposal came, was made or was decided. */
  proposalChanged: [changed: { id: string; cube: string; state: string }]
  /** The head of a cube of others has expired: it is still true, and no longer known to be current. */
  cubeStale: [record: CubeRecord]
  /** Who is in a swarm has changed, or its epoch. */
  swarmChanged: [changed: { swarm: string; name: string; epoch: number; members: number }]
  /** Something was forgotten in a cube, or may come again. */
  forgotten: [cube: string]
  /** A peer offered something that was refused. */
  refused: [refusal: { cube?: string; peerId?: string; code: string; message: string }]
  /** Something of these happened in a swarm of this home, which is given by its name. */
  inSwarm: [told: { swarm: string; shown: ShownEvent }]
}
