import { sha256 } from '../core/codec/index.ts'

/** Words that make a readable key; six are enough to recognise a note by. Guess. */
const keyWords = 6

/** A key for a memory that was given none: its first words and eight hex digits of its hash, so that two texts do not collide. */
export function keyFromText(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const slug = words.slice(0, keyWords).join('-').slice(0, 60).normalize('NFC')
  const digest = Buffer.from(sha256(new TextEncoder().encode(text)))
    .toString('hex')
    .slice(0, 8)
  return slug === '' ? `note-${digest}` : `${slug}-${digest}`
}
