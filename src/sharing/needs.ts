/** What functions ask of the network of a life. */
import type { NodeNetwork } from './node-network.ts'

export interface Peers {
  /** Undefined where the command needs no network, and while there is none. */
  readonly network: NodeNetwork | undefined
}
