// The keeping side of one proposals stream. Invariant: nothing is taken or shown without the agreement of the handshake,
// one request at a time, no more requests than allowed. Pure. Spec: protocols/proposals/spec.md, "States".
import { bytesEqual } from '../../core/codec/index.ts'
import type { Refusal } from '../errors.ts'
import { PROPOSAL_LIMITS } from './limits.ts'
import type { AskerMessage, KeeperMessage } from './messages.ts'
import type { ProposalItem, ProposalQuery } from './ports.ts'

type KeeperPhase = 'opening' | 'idle' | 'working' | 'closed'

export interface KeeperState {
  phase: KeeperPhase
  /** Hash of the agreement with this peer; nothing is done without it. */
  readonly agreement: Uint8Array | undefined
  /** Requests that this agreement does not reach to, with what is said to them. */
  readonly refuses: KeeperRefuses
  requests: number
  /** When the peer last asked for something, or was answered. */
  heardMs: number
}

export type KeeperInput =
  | { type: 'messageReceived'; message: AskerMessage }
  /** What came of the request under way. */
  | { type: 'answered'; answer: KeeperMessage }
  | { type: 'ticked' }

export type KeeperOutput =
  | { type: 'send'; message: KeeperMessage }
  | { type: 'take'; item: ProposalItem }
  | { type: 'find'; query: ProposalQuery }
  /** Close the stream after what has been sent. */
  | { type: 'close' }

export interface KeeperRefuses {
  offer?: Refusal | undefined
  list?: Refusal | undefined
}

export function createKeeperState(
  agreement: Uint8Array | undefined,
  nowMs: number,
  refuses: KeeperRefuses = {},
): KeeperState {
  return { phase: 'opening', agreement, refuses, requests: 0, heardMs: nowMs }
}

export function handleKeeper(state: KeeperState, input: KeeperInput, nowMs: number): KeeperOutput[] {
  if (state.phase === 'closed') return []
  switch (input.type) {
    case 'messageReceived':
      return received(state, input.message, nowMs)
    case 'answered':
      if (state.phase !== 'working') return []
      state.phase = 'idle'
      state.heardMs = nowMs
      return [{ type: 'send', message: input.answer }]
    case 'ticked':
      return ticked(state, nowMs)
  }
}

function received(state: KeeperState, message: AskerMessage, nowMs: number): KeeperOutput[] {
  state.heardMs = nowMs
  if (state.phase === 'opening') return opened(state, message)
  if (state.phase === 'working' || message.type === 'open') return outOfTurn(state, message.type)
  if (++state.requests > PROPOSAL_LIMITS.maxRequests) return tooMany(state)
  const { type, ...request } = message
  const refusal = state.refuses[type]
  if (refusal !== undefined) return [{ type: 'send', message: { type: 'refused', refusal } }]
  state.phase = 'working'
  if (type === 'offer') return [{ type: 'take', item: request as ProposalItem }]
  return [{ type: 'find', query: request as ProposalQuery }]
}

function opened(state: KeeperState, message: AskerMessage): KeeperOutput[] {
  if (message.type !== 'open') return outOfTurn(state, message.type)
  if (state.agreement === undefined || !bytesEqual(message.agreement, state.agreement))
    return end(state, NO_AGREEMENT)
  state.phase = 'idle'
  return []
}

/** Sent when the two sides do not hold the same agreement; the asker shakes hands again and comes back. */
const NO_AGREEMENT: Readonly<Refusal> = Object.freeze({
  class: 'incompatible',
  code: 'ERR_INCOMPATIBLE',
  field: 'agreement',
  message: 'the peers do not hold the same agreement on this connection: shake hands again',
})

function outOfTurn(state: KeeperState, type: string): KeeperOutput[] {
  return end(state, {
    class: 'unverifiable',
    code: 'ERR_UNVERIFIABLE',
    message: `the message "${type}" does not belong here: the stream is ${state.phase}`,
  })
}

function tooMany(state: KeeperState): KeeperOutput[] {
  return end(state, {
    class: 'limit',
    code: 'ERR_LIMIT',
    message: `more than ${PROPOSAL_LIMITS.maxRequests} requests on one stream: open another`,
  })
}

function ticked(state: KeeperState, nowMs: number): KeeperOutput[] {
  if (state.phase === 'working' || nowMs - state.heardMs < PROPOSAL_LIMITS.silenceMs) return []
  return end(state, {
    class: 'transient',
    code: 'ERR_TIMEOUT',
    message: `nothing came for ${PROPOSAL_LIMITS.silenceMs / 1000} s: the stream is closed`,
  })
}

function end(state: KeeperState, refusal: Refusal): KeeperOutput[] {
  state.phase = 'closed'
  return [{ type: 'send', message: { type: 'refused', refusal } }, { type: 'close' }]
}
