/**
 * Roster: who may sign for a cube, and how many of them it takes. Invariant: equal rosters are equal bytes, so that one
 * signature is over one list. Pure. Spec: protocols/authors/spec.md, "Roster".
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, DAG_CBOR, decode, encode, type Block } from '../codec/index.ts'
import {
  createMemory,
  CubeError,
  kindOf,
  readRecord,
  RESERVED_PREFIX,
  shape as is,
  tagKey,
  untagKey,
  wireRecord,
  type Memory,
  type Version,
} from '../cube/index.ts'
import { formatDid, keyPairFromSecret, sign, verifySignature } from '../identity/index.ts'
import { successorCheck, withSuccessorKeys, type Successor } from './authors-successor.ts'
import { fitsPattern, isPattern } from './branch-pattern.ts'

export interface RosterAuthor {
  /** Ed25519 public key, 32 bytes. */
  key: Uint8Array
  /** Patterns of the branches that the author may sign: `*`, `draft/*`, `main`. */
  branches: string[]
}

interface RosterSignature {
  author: Uint8Array
  sig: Uint8Array
}

export interface Roster {
  v: Version
  t: 'memcube/roster'
  cube: CID
  /** 1 for the first after the genesis, one more for each after it. */
  n: number
  /** Id of the roster before it; the cube id for the first. */
  previous: CID
  /** In the order of their keys. */
  authors: RosterAuthor[]
  /** How many of them must have a commit before it counts, and must sign the next roster. */
  threshold: number
  /** Who replaced their own key with this roster, proven by both keys. */
  successor?: Successor
  /** In the order of their keys. */
  signatures: RosterSignature[]
}

/** Limits of validity. Spec: protocols/authors/spec.md, "Limits". */
export const ROSTER_LIMITS = Object.freeze({
  /** As many as a genesis may name. */
  maxAuthors: 64,
  /** Patterns of one author. A guess. */
  maxPatterns: 16,
  /** Fits into the body of a memory. */
  maxRosterBytes: 16 * 1024,
  /** Rosters of one cube. A guess: a change a month for twenty years. */
  maxRosters: 256,
  /** All rosters of a cube; with a page of heads around it this fits into a frame. */
  maxChainBytes: 256 * 1024,
  /** Signatures in all rosters of a cube. Measured: 9,600 checks a second, so these take about 55 ms. */
  maxChainSignatures: 512,
})

const pattern: is.Check = (value) =>
  typeof value === 'string' && isPattern(value) ? undefined : 'a branch or a pattern that ends in *'

const rosterKind = kindOf('memcube/roster', undefined, ({ key, record }) => ({
  cube: is.link,
  n: is.integer(1, ROSTER_LIMITS.maxRosters),
  previous: is.link,
  authors: is.list(
    record({ key, branches: is.list(pattern, ROSTER_LIMITS.maxPatterns, 1) }),
    ROSTER_LIMITS.maxAuthors,
    1,
  ),
  threshold: is.integer(1, ROSTER_LIMITS.maxAuthors),
  successor: is.optional(successorCheck({ key, record })),
  // The keys of the roster before it, and the new one of a successor.
  signatures: is.list(record({ author: key, sig: is.bytes(64) }), ROSTER_LIMITS.maxAuthors + 1),
}))

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT above 16 KiB */
export function parseRoster(bytes: Uint8Array): Roster {
  requireSmall(bytes)
  const roster = withKeys(readRecord<Roster>(rosterKind, decode(bytes)), untagKey)
  const fault = orderFault(roster)
  if (fault !== undefined) throw new CubeError('ERR_UNVERIFIABLE', `not a roster: ${fault}`)
  return roster
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 16 KiB */
export function encodeRoster(roster: Roster): Uint8Array {
  const wire = wireRecord(rosterKind, withKeys(roster, tagKey))
  const fault = orderFault(roster)
  if (fault !== undefined) throw new CubeError('ERR_INVALID_INPUT', `this cannot be a roster: ${fault}`)
  return requireSmall(encode(wire))
}

/** What identifies a roster, whoever has signed it so far: the CID of all but its signatures. */
export function rosterId(roster: Roster): CID {
  return cidFor(DAG_CBOR, signedBytes(roster))
}

/** The same authors in the one order that a roster has. */
export function sortAuthors(authors: readonly RosterAuthor[]): RosterAuthor[] {
  return authors
    .map(({ key, branches }) => ({ key, branches: [...new Set(branches)].sort(compareText) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
}

/** The roster with one signature more; one that it has already is made anew. */
export function signRoster(roster: Roster, secret: Uint8Array): Roster {
  const { publicKey } = keyPairFromSecret(secret)
  const mine = { author: publicKey, sig: sign(domainOf(roster), signedBytes(roster), secret) }
  const others = roster.signatures.filter(({ author }) => !bytesEqual(author, publicKey))
  return { ...roster, signatures: [...others, mine].sort((a, b) => Buffer.compare(a.author, b.author)) }
}

/** That every signature in it holds; whose they are is for whoever knows the roster before. @throws {CubeError} ERR_UNVERIFIABLE */
export function verifySignatures(roster: Roster): void {
  const payload = signedBytes(roster)
  for (const { author, sig } of roster.signatures) {
    if (!verifySignature(domainOf(roster), payload, sig, author))
      throw new CubeError(
        'ERR_UNVERIFIABLE',
        `the signature of ${formatDid(author)} under the roster does not hold`,
      )
  }
}

const domainOf = ({ v }: Roster): string => `memcube/roster/${v}`

function signedBytes(roster: Roster): Uint8Array {
  const { signatures: _signatures, ...fields } = withKeys(roster, tagKey)
  return encode(fields)
}

/** With the keys that version 2 has. */
function withKeys(roster: Roster, change: (key: Uint8Array) => Uint8Array): Roster {
  if (roster.v === 1) return roster
  return {
    ...roster,
    authors: roster.authors.map((one) => ({ ...one, key: change(one.key) })),
    signatures: roster.signatures.map((one) => ({ ...one, author: change(one.author) })),
    ...(roster.successor !== undefined && { successor: withSuccessorKeys(roster.successor, change) }),
  }
}

function orderFault({ authors, threshold, signatures }: Roster): string | undefined {
  if (!isSorted(authors.map(({ key }) => key))) return 'its authors are not in order, each once'
  if (!isSorted(signatures.map(({ author }) => author))) return 'its signatures are not in order, each once'
  if (!authors.every(({ branches }) => isSorted(branches.map((text) => Buffer.from(text)))))
    return 'the branches of an author are not in order, each once'
  const onMain = authors.filter(({ branches }) => branches.some((one) => fitsPattern(one, 'main')))
  if (threshold > onMain.length)
    return `its threshold is ${threshold}, and ${onMain.length} of its authors may sign "main"`
  return undefined
}

function isSorted(all: readonly Uint8Array[]): boolean {
  return all.every((one, at) => at === 0 || Buffer.compare(all[at - 1] as Uint8Array, one) < 0)
}

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function requireSmall(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= ROSTER_LIMITS.maxRosterBytes) return bytes
  throw new CubeError(
    'ERR_LIMIT',
    `${bytes.length} bytes; a roster has at most ${ROSTER_LIMITS.maxRosterBytes}`,
  )
}

/** Where a cube keeps the roster in force. */
export const authorsKey = `${RESERVED_PREFIX}authors`

/** Where it keeps those before it, by their `n`. */
export function earlierAuthorsKey(n: number): string {
  return `${authorsKey}/${n}`
}

/** Whether a key holds a roster: it is written together with signatures, and never merged or reverted as others are. */
export function isRosterKey(key: string): boolean {
  return key === authorsKey || key.startsWith(`${authorsKey}/`)
}

/** The memory that holds a roster, of its version: one roster is one memory, whoever writes it. @throws {CubeError} ERR_LIMIT */
export function rosterMemory(roster: Roster): { memory: Memory; block: Block } {
  return createMemory({
    v: roster.v,
    type: 'plaintext',
    media: 'application/vnd.ipld.dag-cbor',
    body: encodeRoster(roster),
    tags: [],
    created: 0,
    provenance: { activity: 'authors' },
    governance: {},
  })
}

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function rosterIn({ body }: Memory): Roster {
  if (body instanceof Uint8Array) return parseRoster(body)
  throw new CubeError('ERR_UNVERIFIABLE', 'the memory under .memcube/authors holds no roster')
}
