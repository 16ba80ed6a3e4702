// Frames of the sync protocol. A frame that begins with a zero byte is a chunk of a pack; every other one is a control
// message, a canonical dag-cbor map whose `t` says which. Invariant: any bytes give a message within the limits, or a
// ProtocolError. Pure. Spec: protocols/sync/spec.md, "Messages".
import type { CID } from 'multiformats/cid'
import { decode, encode, LIMITS } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ROSTER_LIMITS } from '../../core/policy/index.ts'
import { outermost } from '../../core/tree/index.ts'
import {
  encodeCompare,
  encodeCompared,
  parseCompare,
  parseCompared,
  parseWatch,
  parseWatching,
  type Compare,
  type Compared,
  type Watch,
} from '../compare/messages.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import {
  asBoolean,
  asBytes,
  asRecordLink,
  asList,
  asMap,
  asMultihash,
  asText,
  asUint,
  misshapen,
  optional,
  type Fields,
} from '../fields.ts'
import { encodeRefusal, parseRefusal, REFUSED } from '../refusal.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { CubeHint, HeadItem, HeadsPage, HeadsQuery } from './ports.ts'

/** What a pack is asked for. */
export interface Want {
  cube: CID
  commit: CID
  /** Commits that the puller has complete. */
  have: CID[]
  /** Tree nodes whose whole subtree, memories included, the puller has staged. */
  skip: CID[]
  /** True if the puller has every tree node of the commit staged and lacks only what the nodes link to. */
  nodesHeld: boolean
  /** Commits of history wanted; all when absent. */
  depth?: number
  /** Only keys that begin with one of these, and those under `.memcube/`; all when absent. `have` and `skip` are of this part then. */
  filter?: string[]
}

/** First frame of a stream. */
interface Open {
  /** Hash of the agreement of the handshake. */
  agreement: Uint8Array
}

export interface Totals {
  blocks: number
  bytes: number
}

export type ClientMessage =
  | ({ type: 'open' } & Open)
  | ({ type: 'heads' } & HeadsQuery)
  | ({ type: 'watch' } & Watch)
  | ({ type: 'compare' } & Compare)
  | ({ type: 'want' } & Want)
  /** The offer is accepted; at most `credit` bytes may be in flight. */
  | { type: 'accept'; credit: number }
  /** All bytes of the pack that are verified and staged, since its start. */
  | { type: 'credit'; bytes: number }
  | { type: 'refused'; refusal: Refusal }

export type ServerMessage =
  | ({ type: 'found' } & HeadsPage)
  /** So many cubes of the puller are compared now. */
  | { type: 'watching'; cubes: number }
  | ({ type: 'compared' } & Compared)
  | ({ type: 'offer' } & Totals)
  | { type: 'chunk'; bytes: Uint8Array }
  | ({ type: 'end' } & Totals)
  | { type: 'refused'; refusal: Refusal }

type SyncMessage = ClientMessage | ServerMessage

/** First byte of a chunk. No control message begins with it: a map begins with 0xa0 to 0xbb. */
export const CHUNK = 0

export function encodeMessage(message: SyncMessage): Uint8Array {
  switch (message.type) {
    case 'refused':
      return encodeRefusal(message.refusal)
    case 'chunk':
      return Uint8Array.of(CHUNK, ...message.bytes)
    case 'found': {
      const { items, cursor } = message
      return encode({ t: 'found', items: items.map(encodeItem), ...(cursor === undefined ? {} : { cursor }) })
    }
    case 'compare':
      return encode({ t: 'compare', ...encodeCompare(message) })
    case 'compared':
      return encode({ t: 'compared', ...encodeCompared(message) })
    default: {
      const { type, ...fields } = message
      return encode({ t: type, ...withoutAbsent(fields) })
    }
  }
}

function encodeItem({ hint, ...item }: HeadItem): Fields {
  return { ...withoutAbsent(item), ...(hint === undefined ? {} : { hint: withoutAbsent({ ...hint }) }) }
}

function withoutAbsent(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** What a server may receive. @throws ProtocolError ERR_UNVERIFIABLE */
export function parseClientMessage(frame: Uint8Array): ClientMessage {
  const fields = decodeControl(frame)
  const read = Object.hasOwn(CLIENT, String(fields['t'])) ? CLIENT[fields['t'] as string] : undefined
  if (read === undefined) throw misshapen('t', `one of ${Object.keys(CLIENT).join(', ')}`, fields['t'])
  return read(fields)
}

/** What a client may receive. The bytes of a chunk are a view of the frame. @throws ProtocolError ERR_UNVERIFIABLE */
export function parseServerMessage(frame: Uint8Array): ServerMessage {
  if (frame[0] === CHUNK)
    return { type: 'chunk', bytes: asBytes(frame.subarray(1), 'chunk', 1, SYNC_LIMITS.chunkBytes) }
  const fields = decodeControl(frame)
  const read = Object.hasOwn(SERVER, String(fields['t'])) ? SERVER[fields['t'] as string] : undefined
  if (read === undefined) throw misshapen('t', `one of ${Object.keys(SERVER).join(', ')}`, fields['t'])
  return read(fields)
}

const CLIENT: Readonly<Record<string, (fields: Fields) => ClientMessage>> = Object.freeze({
  open: (fields) => ({ type: 'open', agreement: asMultihash(fields['agreement'], 'agreement') }),
  heads: (fields) => ({ type: 'heads', ...parseQuery(fields) }),
  watch: (fields) => ({ type: 'watch', ...parseWatch(fields) }),
  compare: (fields) => ({ type: 'compare', ...parseCompare(fields) }),
  want: (fields) => ({ type: 'want', ...parseWant(fields) }),
  accept: (fields) => ({
    type: 'accept',
    credit: asUint(fields['credit'], 'credit', SYNC_LIMITS.minCreditBytes, MAX_COUNT),
  }),
  credit: (fields) => ({ type: 'credit', bytes: asUint(fields['bytes'], 'bytes', 0, MAX_COUNT) }),
  [REFUSED]: (fields) => ({ type: 'refused', refusal: parseRefusal(fields) }),
})

const SERVER: Readonly<Record<string, (fields: Fields) => ServerMessage>> = Object.freeze({
  found: (fields) => ({ type: 'found', ...parsePage(fields) }),
  watching: (fields) => ({ type: 'watching', ...parseWatching(fields) }),
  compared: (fields) => ({ type: 'compared', ...parseCompared(fields) }),
  offer: (fields) => ({ type: 'offer', ...parseTotals(fields) }),
  end: (fields) => ({ type: 'end', ...parseTotals(fields) }),
  [REFUSED]: (fields) => ({ type: 'refused', refusal: parseRefusal(fields) }),
})

const MAX_COUNT = Number.MAX_SAFE_INTEGER

function decodeControl(frame: Uint8Array): Fields {
  try {
    return asMap(decode(frame), 'message')
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause
    const why = cause instanceof MemCubeError ? cause.message : 'it cannot be decoded'
    throw new ProtocolError('ERR_UNVERIFIABLE', `the peer's message is not canonical dag-cbor: ${why}`, {
      cause,
    })
  }
}

function parseQuery(fields: Fields): HeadsQuery {
  const { maxCubesAsked, maxTopicBytes, maxCursorBytes, maxHeads } = SYNC_LIMITS
  const cubes = optional(fields['cubes'], (value) => asList(value, 'cubes', maxCubesAsked, asRecordLink))
  const topic = optional(fields['topic'], (value) => asText(value, 'topic', maxTopicBytes))
  const cursor = optional(fields['cursor'], (value) => asText(value, 'cursor', maxCursorBytes))
  if (cubes !== undefined && topic !== undefined)
    throw misshapen('topic', 'absent when cubes are given', topic)
  const limit = asUint(fields['limit'], 'limit', 1, maxHeads)
  return {
    limit,
    ...(cubes && { cubes }),
    ...(topic !== undefined && { topic }),
    ...(cursor !== undefined && { cursor }),
  }
}

function parseWant(fields: Fields): Want {
  const depth = optional(fields['depth'], (value) => asUint(value, 'depth', 1, SYNC_LIMITS.maxCommits))
  const filter = optional(fields['filter'], parseFilter)
  return {
    cube: asRecordLink(fields['cube'], 'cube'),
    commit: asRecordLink(fields['commit'], 'commit'),
    have: asList(fields['have'], 'have', SYNC_LIMITS.maxHave, asRecordLink),
    skip: asList(fields['skip'], 'skip', SYNC_LIMITS.maxSkip, asRecordLink),
    nodesHeld: asBoolean(fields['nodesHeld'], 'nodesHeld'),
    ...(depth === undefined ? {} : { depth }),
    ...(filter === undefined ? {} : { filter }),
  }
}

/** One way to say each part: in the order of their bytes, none within another. */
function parseFilter(value: unknown): string[] {
  const filter = asList(value, 'filter', SYNC_LIMITS.maxFilter, (text, at) =>
    asText(text, at, LIMITS.maxKeyBytes),
  )
  const least = outermost(filter)
  if (filter.length > 0 && filter.length === least.length && filter.every((one, i) => one === least[i]))
    return filter
  throw misshapen('filter', 'prefixes in the order of their bytes, none of which begins with another', value)
}

function parsePage(fields: Fields): HeadsPage {
  const items = asList(fields['items'], 'items', SYNC_LIMITS.maxHeads, parseItem)
  const cursor = optional(fields['cursor'], (value) => asText(value, 'cursor', SYNC_LIMITS.maxCursorBytes))
  return { items, ...(cursor === undefined ? {} : { cursor }) }
}

function parseItem(value: unknown, path: string): HeadItem {
  const fields = asMap(value, path)
  const hint = optional(fields['hint'], (given) => parseHint(given, `${path}.hint`))
  const rosters = optional(fields['rosters'], (given) =>
    asList(given, `${path}.rosters`, ROSTER_LIMITS.maxRosters, (bytes, at) =>
      asBytes(bytes, at, 1, ROSTER_LIMITS.maxRosterBytes),
    ),
  )
  const heads = optional(fields['heads'], (given) =>
    asList(given, `${path}.heads`, SYNC_LIMITS.maxFurtherHeads, (bytes, at) =>
      asBytes(bytes, at, 1, LIMITS.maxHeadBytes),
    ),
  )
  return {
    genesis: asBytes(fields['genesis'], `${path}.genesis`, 1, LIMITS.maxGenesisBytes),
    head: asBytes(fields['head'], `${path}.head`, 1, LIMITS.maxHeadBytes),
    ...(hint === undefined ? {} : { hint }),
    ...(rosters === undefined ? {} : { rosters }),
    ...(heads === undefined ? {} : { heads }),
  }
}

function parseHint(value: unknown, path: string): CubeHint {
  const fields = asMap(value, path)
  const about = optional(fields['about'], (text) => asText(text, `${path}.about`, SYNC_LIMITS.maxAboutBytes))
  const licence = optional(fields['licence'], (text) =>
    asText(text, `${path}.licence`, SYNC_LIMITS.maxLicenceBytes),
  )
  return {
    ...(about === undefined ? {} : { about }),
    topics: asList(fields['topics'], `${path}.topics`, SYNC_LIMITS.maxTopics, (text, at) =>
      asText(text, at, SYNC_LIMITS.maxTopicBytes),
    ),
    ...(licence === undefined ? {} : { licence }),
    memories: asUint(fields['memories'], `${path}.memories`, 0, MAX_COUNT),
  }
}

function parseTotals(fields: Fields): Totals {
  return {
    blocks: asUint(fields['blocks'], 'blocks', 0, MAX_COUNT),
    bytes: asUint(fields['bytes'], 'bytes', 0, MAX_COUNT),
  }
}
