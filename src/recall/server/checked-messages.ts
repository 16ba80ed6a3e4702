/**
 * What a PostgreSQL server sends, looked at before the library reads it.
 *
 * For the maintainers of pg-protocol (1.16, read): `parseErrorMessage` goes on until it meets a zero byte and never at the end of what came,
 * so that an error or a notice without its end keeps the thread for ever. What the parser throws (a row of -1 fields, an unknown
 * kind of authentication) leaves the listener of the socket and ends the process. And of an answer everything is kept, however
 * much comes. Pure but for the parser that it feeds.
 */

/** Of an answer to one question, as it is sent. A list of a term has 64 MiB at most, twice as much in hexadecimal digits. Guess. */
export const maxAnswerBytes = 256 * 1024 * 1024
/** Of an error or a notice, whose texts are shown to people. Guess. */
const maxNoteBytes = 64 * 1024

const headerBytes = 5
const notes = new Set(['E', 'N'].map((letter) => letter.codePointAt(0)))

export class CheckedMessages {
  readonly #pass: (bytes: Buffer) => void
  #taken = 0
  /** The beginning of a message, or all of a note, until it is whole. */
  #kept: Buffer = Buffer.alloc(0)
  /** Bytes of the message under way that are still to come, and may pass as they come. */
  #toPass = 0

  /** @param pass the parser, which is given nothing but beginnings of messages that are fit for it, and what belongs to them */
  constructor(pass: (bytes: Buffer) => void) {
    this.#pass = pass
  }

  /** The next question may be answered as long again. */
  begin(): void {
    this.#taken = 0
  }

  /** @throws Error for what is no message, and for more than an answer may have */
  take(bytes: Buffer): void {
    this.#taken += bytes.length
    if (this.#taken > maxAnswerBytes) throw new Error(`its answer has more than ${maxAnswerBytes} bytes`)
    for (let rest = bytes; rest.length > 0;) {
      if (this.#toPass > 0) {
        const part = rest.subarray(0, this.#toPass)
        this.#toPass -= part.length
        rest = rest.subarray(part.length)
        this.#pass(part)
      } else rest = this.#gather(rest)
    }
  }

  /** @returns what is left of it */
  #gather(bytes: Buffer): Buffer {
    const wanted = this.#kept.length < headerBytes ? headerBytes : 1 + this.#kept.readUInt32BE(1)
    const part = bytes.subarray(0, wanted - this.#kept.length)
    this.#kept = Buffer.concat([this.#kept, part])
    if (this.#kept.length >= headerBytes) this.#begun(this.#kept)
    return bytes.subarray(part.length)
  }

  #begun(message: Buffer): void {
    const length = 1 + message.readUInt32BE(1)
    if (length < headerBytes || length > maxAnswerBytes) throw new Error('it sent what is no message')
    if (notes.has(message[0])) {
      if (length > maxNoteBytes) throw new Error(`it sent an error of more than ${maxNoteBytes} bytes`)
      if (message.length < length) return
      if (!isNote(message.subarray(headerBytes))) throw new Error('it sent an error that has no end')
    }
    this.#toPass = length - message.length
    this.#kept = Buffer.alloc(0)
    this.#pass(message)
  }
}

/** Texts that end with a zero byte, each after a byte that says which it is, and a zero byte behind the last. */
function isNote(payload: Buffer): boolean {
  let at = 0
  while (at < payload.length && payload[at] !== 0) {
    const end = payload.indexOf(0, at + 1)
    if (end === -1) return false
    at = end + 1
  }
  return at === payload.length - 1
}
