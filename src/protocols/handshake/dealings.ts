// What follows from an agreement: what this node asks a peer for, and what it gives. Pure.
// Spec: protocols/handshake/spec.md, "What follows".
import type { Refusal } from '../errors.ts'
import { CUBE_SCHEMA } from './agree-schemas.ts'
import type { Agreement } from './agreement.ts'

export interface Dealings {
  /** This node reads what the peer writes: it asks the peer for heads, packs and proposals, and takes its offers. */
  reads: boolean
  /** The peer reads what this node writes: it is given heads and proposals, and offered some. */
  isRead: boolean
  /** The peer is given the blocks of commits that it names: they prove themselves, whoever reads them. */
  givesBlocks: boolean
}

/** @param peerId the other side of the agreement */
export function dealings({ schemas }: Pick<Agreement, 'schemas'>, peerId: string): Dealings {
  const { result, reader } = schemas[CUBE_SCHEMA] ?? { result: 'none' }
  const isFull = result === 'full'
  return {
    reads: isFull || (result === 'read-only' && reader !== peerId),
    isRead: isFull || (result === 'read-only' && reader === peerId),
    givesBlocks: result !== 'none',
  }
}

/** What is said to a peer, or of it, where the agreement does not reach so far. */
export function outsideAgreement({ reason }: Pick<Agreement, 'reason'>): Refusal {
  return {
    class: 'incompatible',
    code: 'ERR_INCOMPATIBLE',
    field: reason?.field ?? `schemas.${CUBE_SCHEMA}`,
    message: reason?.message ?? 'the peers do not read what each other writes',
  }
}
