// Frames of the proposals protocol: control messages, canonical dag-cbor maps whose `t` says which. Invariant: any bytes
// give a message within the limits, or a ProtocolError. Pure. Spec: protocols/proposals/spec.md, "Messages".
import { decode, encode } from '../../core/codec/index.ts'
import { PROPOSAL_RECORD_BYTES } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import {
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
import { PROPOSAL_LIMITS } from './limits.ts'
import type { ProposalItem, ProposalPage, ProposalQuery } from './ports.ts'

export type AskerMessage =
  /** First on every stream: the hash of the agreement of the handshake. */
  | { type: 'open'; agreement: Uint8Array }
  | ({ type: 'offer' } & ProposalItem)
  | ({ type: 'list' } & ProposalQuery)

export type KeeperMessage =
  /** The record is durable, and so is the content of its fork. */
  { type: 'stored' } | ({ type: 'records' } & ProposalPage) | { type: 'refused'; refusal: Refusal }

type ProposalMessage = AskerMessage | KeeperMessage

export function encodeMessage(message: ProposalMessage): Uint8Array {
  if (message.type === 'refused') return encodeRefusal(message.refusal)
  const { type, ...fields } = message
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return encode({ t: type, ...Object.fromEntries(given) })
}

/** What the side that keeps proposals may receive. @throws ProtocolError ERR_UNVERIFIABLE */
export function parseAskerMessage(frame: Uint8Array): AskerMessage {
  return parseBy(ASKER, frame)
}

/** What the side that asks may receive. @throws ProtocolError ERR_UNVERIFIABLE */
export function parseKeeperMessage(frame: Uint8Array): KeeperMessage {
  return parseBy(KEEPER, frame)
}

type Parsers<T> = Readonly<Record<string, (fields: Fields) => T>>

function parseBy<T>(parsers: Parsers<T>, frame: Uint8Array): T {
  const fields = decodeControl(frame)
  const kind = String(fields['t'])
  const parse = Object.hasOwn(parsers, kind) ? parsers[kind] : undefined
  if (parse === undefined) throw misshapen('t', `one of ${Object.keys(parsers).join(', ')}`, fields['t'])
  return parse(fields)
}

const ASKER: Parsers<AskerMessage> = {
  open: (fields) => ({ type: 'open', agreement: asMultihash(fields['agreement'], 'agreement') }),
  offer: (fields) => ({ type: 'offer', ...parseItem(fields, '') }),
  list: (fields) => ({ type: 'list', ...parseQuery(fields) }),
}

const KEEPER: Parsers<KeeperMessage> = {
  stored: () => ({ type: 'stored' }),
  records: (fields) => ({ type: 'records', ...parsePage(fields) }),
  [REFUSED]: (fields) => ({ type: 'refused', refusal: parseRefusal(fields) }),
}

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

function parseItem(fields: Fields, path: string): ProposalItem {
  const genesis = optional(fields['genesis'], (value) =>
    asBytes(value, `${path}genesis`, 1, PROPOSAL_LIMITS.maxGenesisBytes),
  )
  return {
    record: asBytes(fields['record'], `${path}record`, 1, PROPOSAL_RECORD_BYTES),
    ...(genesis !== undefined && { genesis }),
  }
}

function parseQuery(fields: Fields): ProposalQuery {
  const { maxCubesAsked, maxItems } = PROPOSAL_LIMITS
  const cursor = parseCursor(fields)
  return {
    cubes: asList(fields['cubes'], 'cubes', maxCubesAsked, asRecordLink),
    limit: asUint(fields['limit'], 'limit', 1, maxItems),
    ...(cursor !== undefined && { cursor }),
  }
}

function parsePage(fields: Fields): ProposalPage {
  const items = asList(fields['items'], 'items', PROPOSAL_LIMITS.maxItems, (value, path) =>
    parseItem(asMap(value, path), `${path}.`),
  )
  const cursor = parseCursor(fields)
  return { items, ...(cursor !== undefined && { cursor }) }
}

function parseCursor(fields: Fields): string | undefined {
  return optional(fields['cursor'], (value) => asText(value, 'cursor', PROPOSAL_LIMITS.maxCursorBytes))
}
