/** Private keys as PEM: the line that begins one, and enough of a key behind it, whatever separates the lines. */
import type { SecretMatch } from './secret-match.ts'

const beginning = /-{2,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{2,5}/g
/** Headers of a key (`Proc-Type`, `Version`) may come before it. */
const lookedAt = 600
const someOfKey = /[A-Za-z0-9+/=]{24}/

export function* matchPemKeys(text: string): Generator<SecretMatch> {
  for (const { 0: line, index } of text.matchAll(beginning)) {
    const end = index + line.length
    if (someOfKey.test(text.slice(end, end + lookedAt))) yield { start: index, end, kind: 'PRIVATE_KEY' }
  }
}
