import { sha256 } from '../core/codec/index.ts'
import { matchSecrets, readingsOf } from './publishing/secrets/index.ts'

/** Words that make a readable key; six are enough to recognise a note by. Guess. */
const keyWords = 6
/** Characters of a text whose words may get into its key. Guess: far more than sixty of words. */
const shown = 1024
/** Characters in which a secret that begins among those is recognised by its end. Guess: longer than tokens are. */
const lookedAt = 16 * 1024

/**
 * A key for a memory that was given none: its first words and eight hex digits of its hash, so that two texts do not
 * collide. Keys and the messages of commits stay in the history when a memory is forgotten, so a text that begins with what
 * looks like a secret gets none of its words: `note-1f0c22ab`.
 */
export function keyFromText(text: string): string {
  const beginning = text.slice(0, shown)
  const words =
    beginning
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const slug = words.slice(0, keyWords).join('-').slice(0, 60).normalize('NFC')
  const digest = Buffer.from(sha256(new TextEncoder().encode(text)))
    .toString('hex')
    .slice(0, 8)
  return slug === '' || beginsWithSecret(text) ? `note-${digest}` : `${slug}-${digest}`
}

function beginsWithSecret(text: string): boolean {
  const [seen = '', ...decoded] = readingsOf(text.slice(0, lookedAt))
  return (
    matchSecrets(seen).some(({ start }) => start < shown) ||
    decoded.some((reading) => matchSecrets(reading).length > 0)
  )
}
