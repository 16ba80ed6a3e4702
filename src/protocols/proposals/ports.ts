// What the proposals protocol needs of the node: who judges and keeps an offer, and which records there are.
import type { CID } from 'multiformats/cid'
import type { Refusal } from '../errors.ts'

/** One signed record as it travels; a proposal brings the genesis of its fork, without which nobody can check it. */
export interface ProposalItem {
  record: Uint8Array
  genesis?: Uint8Array
}

export interface ProposalQuery {
  /** The upstreams. */
  cubes: CID[]
  /** Where an earlier page ended; opaque. */
  cursor?: string
  /** Most items in the answer. */
  limit: number
}

export interface ProposalPage {
  items: ProposalItem[]
  /** Given when there is more. */
  cursor?: string
}

/** The node's part. */
export interface ProposalBook {
  /**
   * Takes an offer: returns when the record, and for a proposal the fork's content too, is durable here, or why not.
   * @throws MemCubeError for bytes that are no record, and when the content cannot be fetched
   */
  take(item: ProposalItem, peerId: string, options: { signal: AbortSignal }): Promise<Refusal | undefined>
  /** Proposals before what was said of them. Cubes that are not served to this peer are left out without a trace. */
  page(query: ProposalQuery, peerId: string): Promise<ProposalPage>
}
