// The handshake with every connected peer: who has been asked, what was agreed. Invariant: one hello of ours for a peer,
// whoever asks first and however often, so two handshakes that cross each other end in the same agreement. Pure.
// Spec: protocols/handshake/spec.md, "States".
import { bytesEqual } from '../../core/codec/index.ts'
import { ProtocolError, refusalOf, type Refusal } from '../errors.ts'
import { agree, type HandshakeVerdict } from './agree.ts'
import type { Agreement, HelloProfile } from './agreement.ts'
import { encodeHello, parseHandshake } from './messages.ts'

/** How long a peer may take to answer a hello. A guess: a handshake is one small message each way. */
export const ANSWER_WITHIN_MS = 10_000

type Phase =
  | { name: 'new' }
  | { name: 'asking'; sinceMs: number }
  | { name: 'agreed'; agreement: Agreement }
  | { name: 'refused'; refusal: Refusal }

interface PeerState {
  /** Our hello for as long as the peer is connected, as sent. */
  hello: Uint8Array
  phase: Phase
}

export interface HandshakeState {
  readonly ownPeerId: string
  readonly profile: HelloProfile
  readonly peers: Map<string, PeerState>
}

/** `nonce` is 16 random bytes; it is used only if this input is the first of a peer. */
export type HandshakeInput =
  | { type: 'agreementWanted'; peerId: string; nonce: Uint8Array }
  | { type: 'questionReceived'; peerId: string; nonce: Uint8Array; bytes: Uint8Array }
  | { type: 'answerReceived'; peerId: string; bytes: Uint8Array }
  | { type: 'askFailed'; peerId: string; refusal: Refusal }
  | { type: 'peerDisconnected'; peerId: string }
  /** The peer refused this agreement, given by its hash; without one whatever is held is to be made anew. */
  | { type: 'forgotten'; peerId: string; hash?: Uint8Array | undefined }
  | { type: 'ticked' }

export type HandshakeOutput =
  /** Open a stream, send these bytes, read one answer. */
  | { type: 'ask'; peerId: string; bytes: Uint8Array }
  /** Send these bytes on the stream of the question. */
  | { type: 'answer'; peerId: string; bytes: Uint8Array }
  /** Tell the peer why its message was not understood. */
  | { type: 'sendRefusal'; peerId: string; refusal: Refusal }
  | { type: 'agreed'; peerId: string; agreement: Agreement }
  | { type: 'refused'; peerId: string; refusal: Refusal }

export function createHandshakeState(ownPeerId: string, profile: HelloProfile): HandshakeState {
  return { ownPeerId, profile, peers: new Map() }
}

/** What was agreed with a peer since it connected. */
export function agreementWith(state: HandshakeState, peerId: string): Agreement | undefined {
  const phase = state.peers.get(peerId)?.phase
  return phase?.name === 'agreed' ? phase.agreement : undefined
}

/** Why there is no agreement with a peer that is connected, when one of the two said no. */
export function refusalWith(state: HandshakeState, peerId: string): Refusal | undefined {
  const phase = state.peers.get(peerId)?.phase
  return phase?.name === 'refused' ? phase.refusal : undefined
}

function mayForget(
  state: HandshakeState,
  { peerId, hash }: { peerId: string; hash?: Uint8Array | undefined },
): boolean {
  if (hash === undefined) return state.peers.get(peerId)?.phase.name !== 'asking'
  const held = agreementWith(state, peerId)
  return held !== undefined && bytesEqual(held.hash, hash)
}

export function handle(state: HandshakeState, input: HandshakeInput, nowMs: number): HandshakeOutput[] {
  switch (input.type) {
    case 'agreementWanted':
      return wanted(state, input.peerId, input.nonce, nowMs)
    case 'questionReceived':
      return questioned(state, input.peerId, input.nonce, input.bytes)
    case 'answerReceived':
      return answered(state, input.peerId, input.bytes)
    case 'askFailed':
      return conclude(state, input.peerId, { type: 'refused', refusal: input.refusal })
    case 'peerDisconnected':
      return disconnected(state, input.peerId)
    case 'forgotten':
      // A newer one stays, and so does a question under way: two nodes that forget what the other has just agreed to never
      // come to an end.
      if (mayForget(state, input)) state.peers.delete(input.peerId)
      return []
    case 'ticked':
      return overdue(state, nowMs)
  }
}

function wanted(state: HandshakeState, peerId: string, nonce: Uint8Array, nowMs: number): HandshakeOutput[] {
  const peer = peerOf(state, peerId, nonce)
  if (peer.phase.name === 'agreed') return [{ type: 'agreed', peerId, agreement: peer.phase.agreement }]
  if (peer.phase.name === 'asking') return []
  peer.phase = { name: 'asking', sinceMs: nowMs }
  return [{ type: 'ask', peerId, bytes: peer.hello }]
}

function questioned(
  state: HandshakeState,
  peerId: string,
  nonce: Uint8Array,
  bytes: Uint8Array,
): HandshakeOutput[] {
  const peer = peerOf(state, peerId, nonce)
  const verdict = judge(state, peer, peerId, bytes)
  if (verdict.type === 'misshapen') return [{ type: 'sendRefusal', peerId, refusal: verdict.refusal }]
  return [{ type: 'answer', peerId, bytes: peer.hello }, ...conclude(state, peerId, verdict)]
}

function answered(state: HandshakeState, peerId: string, bytes: Uint8Array): HandshakeOutput[] {
  const peer = state.peers.get(peerId)
  // The connection ended between question and answer: there is nothing to agree on any more.
  if (peer === undefined) return []
  const verdict = judge(state, peer, peerId, bytes)
  return conclude(
    state,
    peerId,
    verdict.type === 'misshapen' ? { type: 'refused', refusal: verdict.refusal } : verdict,
  )
}

function judge(
  state: HandshakeState,
  peer: PeerState,
  peerId: string,
  bytes: Uint8Array,
): HandshakeVerdict | { type: 'misshapen'; refusal: Refusal } {
  try {
    const theirs = parseHandshake(bytes)
    if (theirs.type === 'refused') return { type: 'refused', refusal: theirs.refusal }
    const ours = parseHandshake(peer.hello)
    if (ours.type !== 'hello') throw new ProtocolError('ERR_INTERNAL', 'our own hello cannot be parsed')
    return agree(
      { peerId: state.ownPeerId, hello: ours.hello, bytes: peer.hello },
      { peerId, hello: theirs.hello, bytes },
    )
  } catch (error) {
    return { type: 'misshapen', refusal: refusalOf(error) }
  }
}

function conclude(state: HandshakeState, peerId: string, verdict: HandshakeVerdict): HandshakeOutput[] {
  const peer = state.peers.get(peerId)
  if (peer === undefined) return []
  if (verdict.type === 'refused') {
    // A stray failure (a stream cut after the peer had asked us as well) takes nothing back.
    if (peer.phase.name === 'agreed' && verdict.refusal.class === 'transient') return []
    peer.phase = { name: 'refused', refusal: verdict.refusal }
    return [{ type: 'refused', peerId, refusal: verdict.refusal }]
  }
  peer.phase = { name: 'agreed', agreement: verdict.agreement }
  return [{ type: 'agreed', peerId, agreement: verdict.agreement }]
}

function disconnected(state: HandshakeState, peerId: string): HandshakeOutput[] {
  const asking = state.peers.get(peerId)?.phase.name === 'asking'
  state.peers.delete(peerId)
  if (!asking) return []
  const refusal: Refusal = {
    class: 'transient',
    code: 'ERR_UNREACHABLE',
    message: 'the connection ended during the handshake',
  }
  return [{ type: 'refused', peerId, refusal }]
}

function overdue(state: HandshakeState, nowMs: number): HandshakeOutput[] {
  const refusal: Refusal = {
    class: 'transient',
    code: 'ERR_TIMEOUT',
    message: `the peer did not answer the handshake within ${ANSWER_WITHIN_MS / 1000} s`,
  }
  const late = [...state.peers].filter(
    ([, { phase }]) => phase.name === 'asking' && nowMs - phase.sinceMs >= ANSWER_WITHIN_MS,
  )
  return late.flatMap(([peerId]) => conclude(state, peerId, { type: 'refused', refusal }))
}

function peerOf(state: HandshakeState, peerId: string, nonce: Uint8Array): PeerState {
  const known = state.peers.get(peerId)
  if (known !== undefined) return known
  const peer: PeerState = { hello: encodeHello({ ...state.profile, nonce }), phase: { name: 'new' } }
  state.peers.set(peerId, peer)
  return peer
}
