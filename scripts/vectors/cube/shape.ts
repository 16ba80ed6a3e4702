// The shapes of the vector files of cubes: JSON, bytes in hex, CIDs in their text form.

export interface VectorFile<Case> {
  about: string
  cases: Case[]
}

export interface BytesCase {
  name: string
  hex: string
}

export interface RefusedBytesCase extends BytesCase {
  code: 'ERR_UNVERIFIABLE' | 'ERR_LIMIT'
}

export type RecordKind = 'genesis' | 'memory' | 'commit' | 'head' | 'withdrawal'

/** A record; with `genesis`, the block of its cube, its signature is checked too. */
export interface RecordCase {
  name: string
  /** What it is for. */
  rule?: string
  kind: RecordKind
  genesis?: string
  hex: string
  /** CID of the record as a block; heads and withdrawals are no blocks, and for them it only identifies the bytes. */
  cid: string
}

export interface RefusedRecordCase extends Omit<RecordCase, 'cid'> {
  why: string
  code?: 'ERR_UNVERIFIABLE' | 'ERR_INCOMPATIBLE' | 'ERR_LIMIT'
}

/** The kinds of records that have versions, those of other documents too. */
export type VersionedKind =
  | RecordKind
  | 'roster'
  | 'tombstone'
  | 'proposal'
  | 'decision'
  | 'approval'
  | 'comment'

/** A record by itself, and the rule of versions that it is for. */
export interface KindCase {
  name: string
  kind: VersionedKind
  rule: string
  hex: string
}

export interface RefusedKindCase extends KindCase {
  code: 'ERR_UNVERIFIABLE' | 'ERR_INCOMPATIBLE' | 'ERR_LIMIT'
}

/** A memory that is kept and not read. */
export interface OpaqueCase {
  name: string
  rule: string
  hex: string
  cid: string
  version: number
  /** Names in `crit` that are not known. */
  unknown: string[]
  payload: { cid: string; bytes: number } | null
}

/** How the signature of a record comes about, step by step. */
export interface SignatureCase {
  kind: RecordKind
  domain: string
  secret: string
  publicKey: string
  did: string
  /** dag-cbor of all fields but `sig`. */
  payload: string
  payloadSha256: string
  /** What Ed25519 signs. */
  message: string
  signature: string
}

/** A signature that is taken or refused, and the rule under "Signatures" that it is for. */
export interface VerdictCase {
  name: string
  rule: string
  /** What Ed25519 signs. */
  message: string
  publicKey: string
  signature: string
}

export interface KeyCase {
  name: string
  keyHex: string
}

export interface TopicCase {
  given: string
  topic: string
  cid: string
}

export interface SettingsCase {
  name: string
  /** The block of the memory under `.memcube/info`. */
  memory: string
  settings: { about?: string; topics: string[]; licence?: string }
}

export interface RefusedSettingsCase extends Omit<SettingsCase, 'settings'> {
  code: 'ERR_UNVERIFIABLE'
}

export interface ShardCase {
  cube: string
  shard: number
}

export interface TidCase {
  name: string
  previous: string | null
  nowMs: number
  clockId: number
  tid: string
}

export interface TicketCase {
  name: string
  ticket: string
  cube: string
  cubeName: string | null
  addresses: string[]
  head: string | null
}

export interface DecisionCase {
  name: string
  /** The highest head accepted before from this author for this cube. */
  known: { seq: number; head: string } | null
  head: string
  decision: string
}

/** The bytes of a dag-pb block: `hex`, so many times. */
export interface DagPbCase {
  name: string
  rule: string
  hex: string
  times: number
  /** The CIDs that it links to; of a block with many, how many. */
  links: string[] | number
}

/** A memory and the blocks of its payload. */
export interface PayloadCase {
  name: string
  rule: string
  memory: string
  blocks: { cid: string; hex: string }[]
  /** sha256 of the text. */
  sha256: string
}
