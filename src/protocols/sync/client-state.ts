// The pulling side of one sync stream. Invariant: no byte of a pack is taken before its cost was accepted, none beyond
// it, and what is acknowledged has been verified and staged. Pure. Spec: protocols/sync/spec.md, "States".
import type { Refusal } from '../errors.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Compare, Watch } from '../compare/messages.ts'
import type { ClientMessage, ServerMessage, Totals, Want } from './messages.ts'
import type { HeadsQuery } from './ports.ts'

/** An answer to a question that is no pack. */
export type Answer = Extract<ServerMessage, { type: 'found' | 'watching' | 'compared' }>

const ANSWER_TO = Object.freeze({ heads: 'found', watch: 'watching', compare: 'compared' } as const)

type ClientPhase = 'idle' | 'asking' | 'wanting' | 'deciding' | 'receiving' | 'closed'

export interface ClientState {
  phase: ClientPhase
  /** What the present question is answered by. */
  awaits: Answer['type']
  readonly credit: number
  offered: Totals
  /** Bytes and blocks of the present pack that have come. */
  got: Totals
  acknowledged: number
  /** When the peer last did something, and how much had come by then. */
  heardMs: number
  gotThen: number
  /** Since when its pace is measured, and how much had come by then. */
  paceMs: number
  paceBytes: number
  /** How long it is measured. */
  spanMs: number
}

/** Of a pack that comes: what came in all, and whether too little of it came of late. */
export interface Pace {
  bytes: number
  isSlow: boolean
}

export type ClientInput =
  | { type: 'headsWanted'; query: HeadsQuery }
  | { type: 'watchWanted'; watch: Watch }
  | { type: 'compareWanted'; compare: Compare }
  | { type: 'packWanted'; want: Want; isRaced?: boolean }
  | { type: 'messageReceived'; message: ServerMessage }
  /** So many blocks were complete in the chunk just parsed. */
  | { type: 'blocksParsed'; blocks: number }
  | { type: 'offerAccepted' }
  | { type: 'offerRefused'; refusal: Refusal }
  /** The first so many bytes of the pack are verified and staged. */
  | { type: 'staged'; bytes: number }
  /** This side gives up on what is under way. */
  | { type: 'failed'; refusal: Refusal }
  | { type: 'ticked' }

export type ClientOutput =
  | { type: 'send'; message: ClientMessage }
  | { type: 'answered'; answer: Answer }
  /** Ask whether this much may come. */
  | { type: 'decide'; offer: Totals }
  | { type: 'parse'; chunk: Uint8Array }
  /** How fast the peer was for a while, for whoever knows another one. */
  | { type: 'paced'; pace: Pace }
  /** All bytes are here: verify the whole. */
  | { type: 'packEnded' }
  /** The request has failed: refused by the peer (`byPeer`), or by this side because of what the peer did. */
  | { type: 'fail'; refusal: Refusal; byPeer: boolean }
  | { type: 'close' }

export function createClientState(options: { credit: number; nowMs: number }): ClientState {
  return {
    phase: 'idle',
    awaits: 'found',
    credit: options.credit,
    offered: none(),
    got: none(),
    acknowledged: 0,
    heardMs: options.nowMs,
    gotThen: 0,
    paceMs: options.nowMs,
    paceBytes: 0,
    spanMs: SYNC_LIMITS.paceMs,
  }
}

export function handleClient(state: ClientState, input: ClientInput, nowMs: number): ClientOutput[] {
  if (state.phase === 'closed') return []
  switch (input.type) {
    case 'headsWanted':
      return ask(state, 'asking', { type: 'heads', ...input.query }, nowMs)
    case 'watchWanted':
      return ask(state, 'asking', { type: 'watch', ...input.watch }, nowMs)
    case 'compareWanted':
      return ask(state, 'asking', { type: 'compare', ...input.compare }, nowMs)
    case 'packWanted':
      state.spanMs = input.isRaced === true ? SYNC_LIMITS.racedPaceMs : SYNC_LIMITS.paceMs
      return ask(state, 'wanting', { type: 'want', ...input.want }, nowMs)
    case 'messageReceived':
      return received(state, input.message, nowMs)
    case 'blocksParsed':
      return counted(state, input.blocks)
    case 'offerAccepted':
      return decided(state, nowMs)
    case 'offerRefused':
      if (state.phase !== 'deciding') return []
      state.phase = 'idle'
      return [
        { type: 'send', message: { type: 'refused', refusal: input.refusal } },
        { type: 'fail', refusal: input.refusal, byPeer: false },
      ]
    case 'staged':
      return staged(state, input.bytes)
    case 'failed':
      return end(state, input.refusal)
    case 'ticked':
      return ticked(state, nowMs)
  }
}

type Request = Extract<ClientMessage, { type: 'heads' | 'watch' | 'compare' | 'want' }>

function ask(state: ClientState, phase: ClientPhase, message: Request, nowMs: number): ClientOutput[] {
  state.phase = phase
  if (message.type !== 'want') state.awaits = ANSWER_TO[message.type]
  state.heardMs = state.paceMs = nowMs
  state.paceBytes = 0
  state.offered = none()
  state.got = none()
  state.acknowledged = state.gotThen = 0
  return [{ type: 'send', message }]
}

function received(state: ClientState, message: ServerMessage, nowMs: number): ClientOutput[] {
  if (message.type === 'chunk' && state.phase === 'receiving') return chunk(state, message.bytes, nowMs)
  state.heardMs = nowMs
  if (message.type === 'refused') return refused(state, message.refusal)
  if (isToQuestion(message) && state.phase === 'asking' && message.type === state.awaits) {
    state.phase = 'idle'
    return [{ type: 'answered', answer: message }]
  }
  if (message.type === 'offer' && (state.phase === 'wanting' || state.phase === 'receiving'))
    return offered(state, message)
  if (message.type === 'end' && state.phase === 'receiving') return ended(state, message)
  return end(
    state,
    unverifiable(`the message "${message.type}" does not belong here: the stream is ${state.phase}`),
  )
}

function isToQuestion(message: ServerMessage): message is Answer {
  return message.type === 'found' || message.type === 'watching' || message.type === 'compared'
}

function chunk(state: ClientState, bytes: Uint8Array, nowMs: number): ClientOutput[] {
  state.got.bytes += bytes.length
  if (bytes.length === 0) return end(state, unverifiable('a chunk of the pack is empty'))
  if (state.got.bytes > state.offered.bytes) return end(state, tooMuch(`${state.offered.bytes} bytes`))
  if (state.got.bytes - state.acknowledged > state.credit) {
    return end(state, {
      class: 'limit',
      code: 'ERR_LIMIT',
      field: 'credit',
      message: `the peer sent beyond its credit of ${state.credit} bytes`,
    })
  }
  // A peer that trickles is as good as silent.
  if (state.got.bytes - state.gotThen >= SYNC_LIMITS.minProgressBytes) {
    state.heardMs = nowMs
    state.gotThen = state.got.bytes
  }
  return [{ type: 'parse', chunk: bytes }]
}

function counted(state: ClientState, blocks: number): ClientOutput[] {
  state.got.blocks += blocks
  return state.got.blocks > state.offered.blocks ? end(state, tooMuch(`${state.offered.blocks} blocks`)) : []
}

function offered(state: ClientState, { blocks, bytes }: Totals): ClientOutput[] {
  if (blocks < state.offered.blocks || bytes < state.offered.bytes)
    return end(state, unverifiable('a later offer is smaller than the one before'))
  state.phase = 'deciding'
  state.offered = { blocks, bytes }
  return [{ type: 'decide', offer: { blocks, bytes } }]
}

function decided(state: ClientState, nowMs: number): ClientOutput[] {
  if (state.phase !== 'deciding') return []
  state.phase = 'receiving'
  state.heardMs = state.paceMs = nowMs
  return [{ type: 'send', message: { type: 'accept', credit: state.credit } }]
}

function ended(state: ClientState, { blocks, bytes }: Totals): ClientOutput[] {
  if (blocks !== state.got.blocks || bytes !== state.got.bytes) {
    return end(
      state,
      unverifiable(
        `the pack ends after ${state.got.blocks} blocks and ${state.got.bytes} bytes, the peer counts ${blocks} and ${bytes}`,
      ),
    )
  }
  state.phase = 'idle'
  return [{ type: 'packEnded' }]
}

function staged(state: ClientState, bytes: number): ClientOutput[] {
  if (bytes <= state.acknowledged) return []
  state.acknowledged = bytes
  // After the end nobody waits for credit.
  return state.phase === 'receiving' || state.phase === 'deciding'
    ? [{ type: 'send', message: { type: 'credit', bytes } }]
    : []
}

function refused(state: ClientState, refusal: Refusal): ClientOutput[] {
  const isAnswer = state.phase !== 'idle'
  // Refused before anything was asked: the stream itself is not wanted, for instance without an agreement.
  state.phase = isAnswer ? 'idle' : 'closed'
  const failed: ClientOutput = { type: 'fail', refusal, byPeer: true }
  return isAnswer ? [failed] : [failed, { type: 'close' }]
}

function ticked(state: ClientState, nowMs: number): ClientOutput[] {
  // While idle or deciding it is this side that is expected to act.
  if (state.phase === 'idle' || state.phase === 'deciding') return []
  // The peer may be out of credit because this side is slow to stage.
  if (
    state.phase === 'receiving' &&
    state.got.bytes - state.acknowledged > state.credit - SYNC_LIMITS.chunkBytes
  )
    return []
  if (nowMs - state.heardMs < SYNC_LIMITS.silenceMs) return paced(state, nowMs)
  return end(state, {
    class: 'transient',
    code: 'ERR_TIMEOUT',
    message: `the peer sent too little for ${SYNC_LIMITS.silenceMs / 1000} s`,
  })
}

/** Measured over one span after another: a source that was fast once is no better for it. */
function paced(state: ClientState, nowMs: number): ClientOutput[] {
  if (state.phase === 'asking' || nowMs - state.paceMs < state.spanMs) return []
  const enough = (SYNC_LIMITS.slowBytes * state.spanMs) / SYNC_LIMITS.paceMs
  const isSlow = state.got.bytes - state.paceBytes < enough
  state.paceMs = nowMs
  state.paceBytes = state.got.bytes
  return [{ type: 'paced', pace: { bytes: state.got.bytes, isSlow } }]
}

function end(state: ClientState, refusal: Refusal): ClientOutput[] {
  state.phase = 'closed'
  return [
    { type: 'send', message: { type: 'refused', refusal } },
    { type: 'fail', refusal, byPeer: false },
    { type: 'close' },
  ]
}

function tooMuch(most: string): Refusal {
  return {
    class: 'limit',
    code: 'ERR_LIMIT',
    message: `the peer sent more than the ${most} that it had offered`,
  }
}

function unverifiable(message: string): Refusal {
  return { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message }
}

function none(): Totals {
  return { blocks: 0, bytes: 0 }
}
