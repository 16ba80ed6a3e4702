// The serving side of one sync stream. Invariant: never more of a pack in flight than the puller's credit, never more
// of it in all than was offered and accepted, one request at a time. Pure. Spec: protocols/sync/spec.md, "States".
import { bytesEqual } from '../../core/codec/index.ts'
import type { Refusal } from '../errors.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Compare, Compared, Watch } from '../compare/messages.ts'
import type { ClientMessage, ServerMessage, Totals, Want } from './messages.ts'
import type { HeadsPage, HeadsQuery } from './ports.ts'

type ServerPhase = 'opening' | 'idle' | 'finding' | 'planning' | 'offered' | 'packing' | 'closed'

export interface ServerState {
  phase: ServerPhase
  /** Hash of the agreement with this peer; nothing is served without it. */
  readonly agreement: Uint8Array | undefined
  /** Requests that this agreement does not reach to, with what is said to them. */
  readonly refuses: Refuses
  /** Most credit that this side grants memory for. */
  readonly maxCredit: number
  credit: number
  /** Bytes of the present pack sent, and acknowledged. */
  sent: number
  acknowledged: number
  /** Bytes of the frame that waits for credit. */
  waiting: number | undefined
  requests: number
  /** Frames of the present pack that were sent, and acknowledgements of it that came. */
  frames: number
  credits: number
  /** The peer has refused the present request, or there was none yet. */
  refused: boolean
  /** When the peer last did something, and how much it had acknowledged then. */
  heardMs: number
  acknowledgedThen: number
}

export type ServerInput =
  | { type: 'messageReceived'; message: ClientMessage }
  | { type: 'headsFound'; page: HeadsPage }
  | { type: 'watched'; cubes: number }
  | ({ type: 'compared' } & Compared)
  /** The pack was planned, or has turned out to cost more. */
  | { type: 'packPlanned'; totals: Totals }
  /** The next frame of the pack is ready and holds so many bytes of it. */
  | { type: 'frameReady'; bytes: number }
  | { type: 'packWritten'; totals: Totals }
  | { type: 'failed'; refusal: Refusal }
  | { type: 'ticked' }

export type ServerOutput =
  | { type: 'send'; message: ServerMessage }
  | { type: 'findHeads'; query: HeadsQuery }
  | { type: 'watch'; watch: Watch }
  | { type: 'compare'; compare: Compare }
  | { type: 'planPack'; want: Want }
  /** Go on with the pack: its offer has been accepted. */
  | { type: 'writePack' }
  /** Send the frame that is ready. */
  | { type: 'sendFrame' }
  | { type: 'dropPack' }
  /** The peer refused something, with its reason. */
  | { type: 'refusedByPeer'; refusal: Refusal }
  /** Close the stream after what has been sent. */
  | { type: 'close' }

export interface Refuses {
  heads?: Refusal | undefined
  compares?: Refusal | undefined
  packs?: Refusal | undefined
}

export function createServerState(options: {
  agreement: Uint8Array | undefined
  refuses?: Refuses
  maxCredit: number
  nowMs: number
}): ServerState {
  const { agreement, refuses = {}, maxCredit, nowMs } = options
  return {
    phase: 'opening',
    agreement,
    refuses,
    maxCredit,
    credit: 0,
    sent: 0,
    acknowledged: 0,
    waiting: undefined,
    requests: 0,
    frames: 0,
    credits: 0,
    refused: true,
    heardMs: nowMs,
    acknowledgedThen: 0,
  }
}

export function handleServer(state: ServerState, input: ServerInput, nowMs: number): ServerOutput[] {
  if (state.phase === 'closed') return []
  switch (input.type) {
    case 'messageReceived':
      return received(state, input.message, nowMs)
    case 'headsFound':
      if (state.phase !== 'finding') return []
      return idle(state, nowMs, [{ type: 'send', message: { type: 'found', ...input.page } }])
    case 'watched':
      if (state.phase !== 'finding') return []
      return idle(state, nowMs, [{ type: 'send', message: { type: 'watching', cubes: input.cubes } }])
    case 'compared':
      if (state.phase !== 'finding') return []
      return idle(state, nowMs, [{ type: 'send', message: input }])
    case 'packPlanned':
      if (state.phase !== 'planning' && state.phase !== 'packing') return []
      state.phase = 'offered'
      state.heardMs = nowMs
      return [{ type: 'send', message: { type: 'offer', ...input.totals } }]
    case 'frameReady':
      state.waiting = input.bytes
      return release(state)
    case 'packWritten':
      if (state.phase !== 'packing') return []
      return idle(state, nowMs, [{ type: 'send', message: { type: 'end', ...input.totals } }])
    case 'failed':
      return refuse(state, nowMs, input.refusal)
    case 'ticked':
      return ticked(state, nowMs)
  }
}

/** How long the peer has let a pack wait that has something to send; 0 when the pack waits for this node. */
export function stalledMs(state: ServerState, nowMs: number): number {
  const waitsForUs = state.waiting === undefined && state.acknowledged === state.sent
  return state.phase === 'packing' && !waitsForUs ? nowMs - state.heardMs : 0
}

function received(state: ServerState, message: ClientMessage, nowMs: number): ServerOutput[] {
  if (state.phase === 'opening') return opened(state, message, nowMs)
  if (message.type === 'credit') return credited(state, message.bytes, nowMs)
  if (message.type === 'refused') return refusedByPeer(state, message.refusal, nowMs)
  if (state.phase === 'offered' && message.type === 'accept') return accepted(state, message.credit, nowMs)
  if (state.phase !== 'idle' || message.type === 'accept' || message.type === 'open')
    return outOfTurn(state, message.type)
  if (++state.requests > SYNC_LIMITS.maxRequests)
    return end(state, {
      class: 'limit',
      code: 'ERR_LIMIT',
      message: `more than ${SYNC_LIMITS.maxRequests} requests on one stream: open another`,
    })
  state.heardMs = nowMs
  state.refused = false
  return requested(state, message)
}

function requested(
  state: ServerState,
  message: Extract<ClientMessage, { type: 'heads' | 'watch' | 'compare' | 'want' }>,
): ServerOutput[] {
  const { type, ...request } = message
  const refusal = refusalOf(state.refuses, type)
  if (refusal !== undefined) return [{ type: 'send', message: { type: 'refused', refusal } }]
  if (type !== 'want') {
    state.phase = 'finding'
    if (type === 'heads') return [{ type: 'findHeads', query: request as HeadsQuery }]
    if (type === 'watch') return [{ type: 'watch', watch: request as Watch }]
    return [{ type: 'compare', compare: request as Compare }]
  }
  state.phase = 'planning'
  state.sent = state.acknowledged = state.acknowledgedThen = state.credit = 0
  state.frames = state.credits = 0
  state.waiting = undefined
  return [{ type: 'planPack', want: request as Want }]
}

function refusalOf(refuses: Refuses, type: 'heads' | 'watch' | 'compare' | 'want'): Refusal | undefined {
  if (type === 'want') return refuses.packs
  return type === 'heads' ? refuses.heads : (refuses.heads ?? refuses.compares)
}

function opened(state: ServerState, message: ClientMessage, nowMs: number): ServerOutput[] {
  if (message.type !== 'open') return outOfTurn(state, message.type)
  if (state.agreement === undefined || !bytesEqual(message.agreement, state.agreement))
    return end(state, NO_AGREEMENT)
  return idle(state, nowMs, [])
}

/** Sent when the two sides do not hold the same agreement; the puller shakes hands again and comes back. */
const NO_AGREEMENT: Readonly<Refusal> = Object.freeze({
  class: 'incompatible',
  code: 'ERR_INCOMPATIBLE',
  field: 'agreement',
  message: 'the peers do not hold the same agreement on this connection: shake hands again',
})

function accepted(state: ServerState, credit: number, nowMs: number): ServerOutput[] {
  state.phase = 'packing'
  state.credit = Math.min(credit, state.maxCredit)
  state.heardMs = nowMs
  return [{ type: 'writePack' }]
}

/** Acknowledgements of a pack: this node says at most one for each frame; others may say more. Guesses. */
const CREDITS_PER_FRAME = 16
const SPARE_CREDITS = 64

function credited(state: ServerState, bytes: number, nowMs: number): ServerOutput[] {
  if (bytes > state.sent) {
    return end(state, {
      class: 'limit',
      code: 'ERR_LIMIT',
      field: 'credit',
      message: `the puller acknowledged ${bytes} bytes of ${state.sent} that were sent`,
    })
  }
  // The last ones come when the pack has ended; more than there can be come from nobody who pulls.
  if (++state.credits > CREDITS_PER_FRAME * state.frames + SPARE_CREDITS) return outOfTurn(state, 'credit')
  state.acknowledged = Math.max(state.acknowledged, bytes)
  // Trickled acknowledgements do not keep a stream: enough must have come, or all that was sent.
  if (
    state.acknowledged - state.acknowledgedThen >= SYNC_LIMITS.minProgressBytes ||
    state.acknowledged === state.sent
  ) {
    state.heardMs = nowMs
    state.acknowledgedThen = state.acknowledged
  }
  return release(state)
}

function release(state: ServerState): ServerOutput[] {
  const { waiting, sent, acknowledged, credit } = state
  if (state.phase !== 'packing' || waiting === undefined || sent - acknowledged + waiting > credit) return []
  state.sent += waiting
  state.frames++
  state.waiting = undefined
  return [{ type: 'sendFrame' }]
}

/** Once for each request, also when all of it was sent: the puller verifies after that. */
function refusedByPeer(state: ServerState, refusal: Refusal, nowMs: number): ServerOutput[] {
  if (state.refused) return outOfTurn(state, 'refused')
  state.refused = true
  const busy = state.phase === 'planning' || state.phase === 'offered' || state.phase === 'packing'
  return [
    ...(busy ? [{ type: 'dropPack' } as const] : []),
    ...idle(state, nowMs, [{ type: 'refusedByPeer', refusal }]),
  ]
}

/** The request is refused; the stream can take another one. */
function refuse(state: ServerState, nowMs: number, refusal: Refusal): ServerOutput[] {
  const dropped: ServerOutput[] = state.phase === 'finding' ? [] : [{ type: 'dropPack' }]
  return [...dropped, ...idle(state, nowMs, [{ type: 'send', message: { type: 'refused', refusal } }])]
}

function outOfTurn(state: ServerState, type: string): ServerOutput[] {
  return end(state, {
    class: 'unverifiable',
    code: 'ERR_UNVERIFIABLE',
    message: `the message "${type}" does not belong here: the stream is ${state.phase}`,
  })
}

function ticked(state: ServerState, nowMs: number): ServerOutput[] {
  if (state.phase === 'finding' || state.phase === 'planning') return []
  if (nowMs - state.heardMs < SYNC_LIMITS.silenceMs) return []
  // A frame that has credit is being sent or prepared by us: the peer is not late.
  if (state.phase === 'packing' && state.waiting === undefined && state.acknowledged === state.sent) return []
  return end(state, {
    class: 'transient',
    code: 'ERR_TIMEOUT',
    message: `nothing came for ${SYNC_LIMITS.silenceMs / 1000} s: the stream is closed`,
  })
}

function idle(state: ServerState, nowMs: number, outputs: ServerOutput[]): ServerOutput[] {
  state.phase = 'idle'
  state.waiting = undefined
  state.heardMs = nowMs
  return outputs
}

function end(state: ServerState, refusal: Refusal): ServerOutput[] {
  state.phase = 'closed'
  return [{ type: 'dropPack' }, { type: 'send', message: { type: 'refused', refusal } }, { type: 'close' }]
}
