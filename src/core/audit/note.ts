/**
 * Signed notes, as C2SP signed-note has them: a text, an empty line, and one line for each signature. Pure.
 * Spec: protocols/audit/spec.md, "Checkpoints".
 */
import { bytesEqual, sha256 } from '../codec/index.ts'
import { keyPairFromSecret, signRaw, verifyRaw } from '../identity/index.ts'
import { AuditError } from './audit-error.ts'

export interface NoteSignature {
  /** Name of the key. */
  name: string
  /** Four bytes that say which key and algorithm. */
  keyId: Uint8Array
  signature: Uint8Array
}

export interface Note {
  /** Ends in a newline. */
  text: string
  signatures: NoteSignature[]
}

/** Ed25519 over the text of the note. */
const ED25519 = 0x01
/** C2SP tlog-cosignature. */
export const COSIGNATURE = 0x04

/** More than a note of ours ever has. C2SP asks for at least 16. */
const maxSignatures = 64
const maxNoteChars = 64 * 1024

/** The first four bytes of sha256(name, newline, algorithm, public key). */
export function noteKeyId(name: string, algorithm: number, publicKey: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(algorithm), publicKey])).slice(0, 4)
}

/** @throws {AuditError} ERR_UNVERIFIABLE for a text that is no note */
export function parseNote(note: string): Note {
  if (note.length > maxNoteChars) throw noNote(`it has more than ${maxNoteChars} characters`)
  // oxlint-disable-next-line no-control-regex -- what a note must not have
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note))
    throw noNote('it has control characters')
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) throw noNote('it has no empty line before its signatures')
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > maxSignatures) throw noNote(`it has more than ${maxSignatures} signatures`)
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) }
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? []
  if (name === undefined || encoded === undefined) throw noNote('a line after the empty one is no signature')
  const bytes = parseBase64(encoded)
  if (bytes.length < 5) throw noNote('a signature is too short')
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) }
}

/** The text, an empty line, and a line for each signature. Source: C2SP signed-note. */
export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignature).join('')}`
}

function formatSignature({ name, keyId, signature }: NoteSignature): string {
  return `\u2014 ${name} ${formatBase64(Buffer.concat([keyId, signature]))}\n`
}

/** @param name of the key, as it stands in the note @param secret Ed25519 seed, 32 bytes */
export function signNote(text: string, name: string, secret: Uint8Array): NoteSignature {
  const { publicKey } = keyPairFromSecret(secret)
  return { name, keyId: noteKeyId(name, ED25519, publicKey), signature: signRaw(Buffer.from(text), secret) }
}

/**
 * Whether a key has signed the note.
 * @throws {AuditError} ERR_UNVERIFIABLE for a signature that names the key and is not its own
 */
export function isSignedBy({ text, signatures }: Note, name: string, publicKey: Uint8Array): boolean {
  const own = signaturesOf(signatures, name, noteKeyId(name, ED25519, publicKey))
  if (!own.every(({ signature }) => verifyRaw(Buffer.from(text), signature, publicKey)))
    throw new AuditError('ERR_UNVERIFIABLE', `the signature of ${name} does not hold`)
  return own.length > 0
}

/** Those that say that they are by this key. @param keyId 4 bytes; whether a signature holds is for whoever verifies it */
export function signaturesOf(
  signatures: readonly NoteSignature[],
  name: string,
  keyId: Uint8Array,
): NoteSignature[] {
  return signatures.filter((one) => one.name === name && bytesEqual(one.keyId, keyId))
}

/** RFC 4648, section 4, with padding. */
export const formatBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** @throws {AuditError} ERR_UNVERIFIABLE for anything that is not written back the same */
export function parseBase64(encoded: string): Uint8Array {
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.toString('base64') !== encoded) throw noNote(`"${encoded.slice(0, 80)}" is not base64`)
  return new Uint8Array(bytes)
}

function noNote(why: string): AuditError {
  return new AuditError('ERR_UNVERIFIABLE', `not a signed note: ${why}`, {
    hint: 'give a file as `memcube audit checkpoint` writes it',
  })
}
