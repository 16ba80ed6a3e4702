/** What a use case works with. Made once by `create-node.ts`; nothing here is global. */
import type { EventEmitter } from 'node:events'
import type { Store } from '../storage/index.ts'
import type { RefusalLog } from '../cubes/audit/refusals.ts'
import type { Cache } from '../care/cache/index.ts'
import type { AuthorShelf } from '../cubes/author-shelf.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import type { CubeShelf } from '../cubes/cube-shelf.ts'
import type { Voices } from '../cubes/voices.ts'
import type { Exclusive } from '../home/exclusive.ts'
import type { Collector } from '../care/gc/index.ts'
import type { ForgottenShelf } from '../cubes/forgotten/shelf.ts'
import type { HighWater } from '../sharing/head-choice.ts'
import type { NodeNetwork } from '../sharing/node-network.ts'
import type { RecallFeed } from '../finding/recall-feed.ts'
import type { ShownEvent } from '../cubes/shown-events.ts'
import type { SwarmShelf } from '../swarms/swarm-shelf.ts'
import type { Space } from '../swarms/spaces.ts'
import type { Team } from '../swarms/team.ts'

/** The subset of pino's logger that the node uses. */
export interface Logger {
  /** For lines that are many and only wanted when something is looked for. */
  trace?(fields: object, message: string): void
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  isLevelEnabled?(level: string): boolean
  /** A log of the same kind for a part of the program. */
  component?(name: string): Logger
}

export interface NodeEvents {
  /** A cube has another head, name or role than before. */
  cubeChanged: [record: CubeRecord]
  /** What is known or decided of an author is another than before. */
  authorChanged: [did: string]
  /** A followed cube was brought up to date without being asked to. */
  cubePulled: [pulled: { cube: string; name: string; commit: string; memories: number; from: string }]
  /** So many cubes gave way to a pull, or to a smaller limit: there is something to collect. */
  cacheShrunk: [cubes: number]
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

export interface Author {
  did: string
  publicKey: Uint8Array
  secret: Uint8Array
  name: string
}

export interface NodeContext {
  home: string
  author: Author
  peerId: string
  /** True in the process that owns the home for its lifetime. */
  daemon: boolean
  store: Store
  cubes: CubeShelf
  authors: AuthorShelf
  /** What was forgotten: why a block may be missing, and what is not taken again. */
  forgotten: ForgottenShelf
  voices: Voices
  recall: RecallFeed
  /** What was refused, on its way into the audit log. */
  refusals: RefusalLog
  /** Undefined where the command needs no network. */
  network: NodeNetwork | undefined
  /** The private swarms of this home; undefined in the space of a swarm. */
  swarms: SwarmShelf | undefined
  /** In the space of a swarm: who is in it. Undefined in public life. */
  team: Team | undefined
  /** The space itself; undefined in public life. */
  space: Space | undefined
  events: EventEmitter<NodeEvents>
  log: Logger
  nowMs(): number
  /** Ten bits that keep revisions of two writers apart. */
  clockId: number
  random(bytes: number): Uint8Array
  /** The highest head ever accepted of an author of a cube. */
  highWater(cube: string, author: string): Promise<HighWater | undefined>
  /** Runs writers of one cube one after another. Whatever refers to blocks that it did not write itself runs in here. */
  exclusive: Exclusive
  collector: Collector
  cache: Cache
}
