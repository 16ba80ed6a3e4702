/** What a text says, and what it says once more when it is decoded: a key in base64 is a key. */

/** Characters that nobody sees, in the middle of a key as well. */
const unseen = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g
/** One class and no more, so that a run is read once. */
const run = /[A-Za-z0-9+/_-]{24,}={0,2}/g
const isHex = /^(?:[0-9a-fA-F]{2}){12,}$/
/** Base64 in base64 is decoded, and once more. Guess: who goes further hides something on purpose. */
const depth = 2

/** The text as it is read, then what it holds in base64 or hexadecimal, where that is text. */
export function readingsOf(text: string): string[] {
  const seen = unseen.test(text) ? text.replace(unseen, '') : text
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
  for (const byte of bytes.subarray(0, tried))
    if (byte > 0x7e || (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return undefined
  return bytes.toString('latin1')
}
