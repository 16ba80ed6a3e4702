/** What a text says, and what it says once more when it is decoded: a key in base64 is a key. */
import { isUtf8 } from 'node:buffer'

/** Characters that nobody sees, in the middle of a key as well: all that Unicode knows, whatever is added to it. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
/** Letters, digits and marks in another form, as some keyboards write them: full width, and those of mathematics. */
const inOtherForm = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]+/gu
/** One class and no more, so that a run is read once. */
const run = /[A-Za-z0-9+/_-]{24,}={0,2}/g
const isHex = /^(?:[0-9a-fA-F]{2}){12,}$/
/** Base64 in base64 is decoded, and once more. Guess: who goes further hides something on purpose. */
const depth = 2

/** The text as it is read, then what it holds in base64 or hexadecimal, where that is text. */
export function readingsOf(text: string): string[] {
  const seen = text.replace(unseen, '').replace(inOtherForm, (form) => form.normalize('NFKC'))
  return [seen, ...decodedIn(seen, depth)]
}

function decodedIn(text: string, left: number): string[] {
  if (left === 0) return []
  const found: string[] = []
  for (const [encoded] of text.matchAll(run)) {
    const decoded = textOf(Buffer.from(encoded, isHex.test(encoded) ? 'hex' : 'base64'))
    if (decoded !== undefined) found.push(decoded, ...decodedIn(decoded, left - 1))
  }
  return found
}

/** Bytes of it that show whether it is text. */
const tried = 48

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length < 12) return undefined
  const first = bytes.subarray(0, tried)
  // Windows writes two bytes for each character.
  if (first.every((byte, at) => (at % 2 === 1 ? byte === 0 : isPrinted(byte) && byte <= 0x7e)))
    return bytes.toString('utf16le')
  if (!first.every(isPrinted)) return undefined
  if (first.every((byte) => byte <= 0x7e)) return bytes.toString('latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}

function isPrinted(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 0x0a || byte === 0x0d || byte === 0x09
}
