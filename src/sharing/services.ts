import type { NetworkHost } from '../network/index.ts'
import type { HandshakeService, SyncService } from '../protocols/index.ts'
import type { CubeRecord } from '../cubes/index.ts'
import type { PullReceiver } from './receiver.ts'

/** The services that finding and pulling work with. */
export interface NetworkServices {
  host: NetworkHost
  handshake: HandshakeService
  sync: SyncService
  receiver: PullReceiver
  /** The cube is here and complete: seed it, and follow it if that is wished. */
  afterPull(record: CubeRecord): Promise<void>
}
