/** What a use case works with. Made once by `create-node.ts`; nothing here is global. */
import type { EventEmitter } from 'node:events'
import type { Store } from '../storage/index.ts'
import type { RefusalLog } from '../cubes/audit/refusals.ts'
import type { Cache } from '../cubes/cache.ts'
import type { AuthorShelf } from '../cubes/author-shelf.ts'
import type { CubeShelf } from '../cubes/cube-shelf.ts'
import type { Voices } from '../cubes/voices.ts'
import type { Author } from '../home/author.ts'
import type { NodeEvents } from '../cubes/node-events.ts'
import type { Logger } from '../home/logger.ts'
import type { Exclusive } from '../home/exclusive.ts'
import type { Collector } from '../care/gc/index.ts'
import type { ForgottenShelf } from '../cubes/forgotten/shelf.ts'
import type { NodeNetwork } from '../sharing/node-network.ts'
import type { RecallFeed } from '../cubes/recall-feed.ts'
import type { SwarmShelf } from '../swarms/swarm-shelf.ts'
import type { Space } from '../swarms/spaces.ts'
import type { TeamView } from '../cubes/team-view.ts'

export interface NodeContext {
  home: string
  /** A rotation of the key makes it another. */
  readonly author: Author
  /** From here on this home signs as somebody else. */
  adoptAuthor(author: Author): void
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
  readonly network: NodeNetwork | undefined
  /** The private swarms of this home; undefined in the space of a swarm. */
  readonly swarms: SwarmShelf | undefined
  /** In the space of a swarm: who is in it. Undefined in public life. */
  readonly team: TeamView | undefined
  /** The space itself; undefined in public life. */
  readonly space: Space | undefined
  events: EventEmitter<NodeEvents>
  log: Logger
  nowMs(): number
  /** Ten bits that keep revisions of two writers apart. */
  clockId: number
  random(bytes: number): Uint8Array
  /** Runs writers of one cube one after another. Whatever refers to blocks that it did not write itself runs in here. */
  exclusive: Exclusive
  collector: Collector
  cache: Cache
}
