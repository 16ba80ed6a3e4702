/**
 * Checkpoints: what a home says that its log is, as C2SP tlog-checkpoint has them; cosignatures by others, as C2SP
 * tlog-cosignature has them; and the request for one, as in C2SP tlog-witness. Pure. Spec: protocols/audit/spec.md.
 */
import { keyPairFromSecret, parseDid, signRaw, verifyRaw } from '../identity/index.ts'
import { AuditError } from './audit-error.ts'
import {
  COSIGNATURE,
  formatBase64,
  formatNote,
  isSignedBy,
  noteKeyId,
  parseBase64,
  parseNote,
  signaturesOf,
  signNote,
  type Note,
  type NoteSignature,
} from './note.ts'

export interface Checkpoint {
  /** Which log: unique, and the name of the key that signs. */
  origin: string
  /** Leaves. */
  size: number
  root: Uint8Array
}

/** A checkpoint whose log signed it. */
export interface SignedCheckpoint extends Checkpoint {
  note: Note
  /** `did:key` of the author of the home. */
  author: string
}

/** The log of a home: its author signs, and its node tells two homes of one author apart. */
export function auditOrigin(author: string, peerId: string): string {
  return `memcube/audit/${author}/${peerId}`
}

/** The name under which an author cosigns. */
export function cosignerName(author: string): string {
  return `memcube/cosigner/${author}`
}

/** Three lines: origin, number of entries, and the root in base64. The text of a note, as tlog-checkpoint has it. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${formatBase64(root)}\n`
}

/** The first three lines of a note's text; lines after them say nothing here. @throws {AuditError} ERR_UNVERIFIABLE */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...others] = text.slice(0, -1).split('\n')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || others.includes(''))
    throw noCheckpoint('expected a line for the log, its size and its root')
  const hash = parseBase64(root)
  if (hash.length !== 32 || !Number.isSafeInteger(Number(size)))
    throw noCheckpoint('its root or size is none')
  return { origin, size: Number(size), root: hash }
}

/** A signed note, whose name is the origin. @param secret seed of the author, 32 bytes */
export function signCheckpoint(checkpoint: Checkpoint, secret: Uint8Array): string {
  const text = formatCheckpoint(checkpoint)
  return formatNote({ text, signatures: [signNote(text, checkpoint.origin, secret)] })
}

/** A checkpoint of a memcube home, signed by the author that its origin names. @throws {AuditError} ERR_UNVERIFIABLE */
export function verifyCheckpoint(signed: string): SignedCheckpoint {
  const note = parseNote(signed)
  const checkpoint = parseCheckpoint(note.text)
  const [, author] =
    /^memcube\/audit\/(did:key:z6Mk[1-9A-HJ-NP-Za-km-z]+)\/[0-9A-Za-z]+$/.exec(checkpoint.origin) ?? []
  if (author === undefined)
    throw noCheckpoint(`"${checkpoint.origin.slice(0, 100)}" is no log of a memcube home`)
  if (!isSignedBy(note, checkpoint.origin, parseDid(author)))
    throw noCheckpoint(`it is not signed by ${author}, whose log it is about`)
  return { ...checkpoint, note, author }
}

/** The signature line by which a home says that this is the newest state of the log that it has seen. @param timeS seconds since the Unix epoch */
export function cosign(text: string, timeS: number, name: string, secret: Uint8Array): NoteSignature {
  const { publicKey } = keyPairFromSecret(secret)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(timeS))
  return {
    name,
    keyId: noteKeyId(name, COSIGNATURE, publicKey),
    signature: Buffer.concat([time, signRaw(cosignedBytes(text, timeS), secret)]),
  }
}

/** When a key cosigned, seconds since the Unix epoch; undefined when it did not. @throws {AuditError} ERR_UNVERIFIABLE */
function cosignedAt({ text, signatures }: Note, name: string, publicKey: Uint8Array): number | undefined {
  const [own] = signaturesOf(signatures, name, noteKeyId(name, COSIGNATURE, publicKey))
  if (own === undefined) return undefined
  const bytes = Buffer.from(own.signature)
  const time = bytes.length === 72 ? bytes.readBigUInt64BE() : -1n
  const isSafe = time >= 0n && time <= BigInt(Number.MAX_SAFE_INTEGER)
  if (isSafe && verifyRaw(cosignedBytes(text, Number(time)), bytes.subarray(8), publicKey))
    return Number(time)
  throw new AuditError('ERR_UNVERIFIABLE', `the cosignature of ${name} does not hold`)
}

/** The authors that have cosigned a note, with when; names of other kinds are passed over. @throws {AuditError} ERR_UNVERIFIABLE */
export function cosignersOf(note: Note): { author: string; timeS: number }[] {
  const authors = new Set(
    note.signatures.flatMap(
      ({ name }) => /^memcube\/cosigner\/(did:key:z6Mk[1-9A-HJ-NP-Za-km-z]+)$/.exec(name)?.[1] ?? [],
    ),
  )
  return [...authors].flatMap((author) => {
    const timeS = cosignedAt(note, cosignerName(author), parseDid(author))
    return timeS === undefined ? [] : [{ author, timeS }]
  })
}

function cosignedBytes(text: string, timeS: number): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${timeS}\n${text}`)
}

/** What a cosigner is given: the checkpoint, and the proof that it continues the one of `old` leaves. */
interface CosignRequest {
  old: number
  proof: Uint8Array[]
  checkpoint: string
}

/** As tlog-witness has it: the size that the other one saw before, the proof in base64, and the signed checkpoint. */
export function formatCosignRequest({ old, proof, checkpoint }: CosignRequest): string {
  return `old ${old}\n${proof.map((hash) => `${formatBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/** A request, or a checkpoint alone, which is a request from nothing. @throws {AuditError} ERR_UNVERIFIABLE */
export function parseCosignRequest(text: string): CosignRequest {
  const [, size] = /^old (0|[1-9]\d{0,15})\n/.exec(text) ?? []
  if (size === undefined || !Number.isSafeInteger(Number(size)))
    return { old: 0, proof: [], checkpoint: text }
  const end = text.indexOf('\n\n')
  const lines = text.slice(0, Math.max(end, 0)).split('\n').slice(1)
  const proof = lines.map(parseBase64)
  // C2SP tlog-witness: at most 63 hashes, enough for any tree.
  if (end < 0 || proof.length > 63 || proof.some((hash) => hash.length !== 32))
    throw noCheckpoint('the proof before it is none')
  return { old: Number(size), proof, checkpoint: text.slice(end + 2) }
}

function noCheckpoint(why: string): AuditError {
  return new AuditError('ERR_UNVERIFIABLE', `not a checkpoint of an audit log: ${why}`, {
    hint: 'give a file as `memcube audit checkpoint` writes it',
  })
}
