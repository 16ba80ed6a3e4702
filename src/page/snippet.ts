/** The part of a passage that answers a question, with the words of the question marked. Pure. */

export interface SnippetPart {
  text: string
  /** Whether it is a word that was asked for. */
  hit: boolean
}

export interface Snippet {
  parts: SnippetPart[]
  /** Whether there is more before or after it. */
  cut: { before: boolean; after: boolean }
}

interface Found {
  from: number
  to: number
  /** Which word of the question it is. */
  word: number
}

/** Two lines of a screen, about. */
const longest = 260
/** Before the first word that was asked for. */
const lead = 50

export function snippetOf(passage: string, question: string, most = longest): Snippet {
  const text = passage.replaceAll(/\s+/g, ' ').trim()
  const words = wordsOf(question)
  const found = findWords(text, words)
  const from = startOf(text, found, words, most)
  const to = text.length - from <= most ? text.length : lastSpace(text, from, from + most)
  return {
    parts: partsOf(text, found, from, to),
    cut: { before: from > 0, after: to < text.length },
  }
}

/** Of a question only words that say something; of one that is all small words, all. */
function wordsOf(question: string): string[] {
  const all = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])]
  const telling = all.filter((word) => word.length > 3 || /\p{N}|[^\p{ASCII}]/u.test(word))
  return telling.length > 0 ? telling : all
}

function findWords(text: string, words: readonly string[]): Found[] {
  const found: Found[] = []
  for (const { 0: token, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const lower = token.toLowerCase()
    const word = words.findIndex((one) => isLike(one, lower))
    if (word >= 0) found.push({ from: index, to: index + token.length, word })
  }
  return found
}

/** The same word, or another ending of it. */
function isLike(asked: string, token: string): boolean {
  if (asked === token) return true
  const shorter = Math.min(asked.length, token.length)
  if (shorter < 4 || Math.abs(asked.length - token.length) > 3) return false
  const same = Math.max(4, shorter - 2)
  return asked.slice(0, same) === token.slice(0, same)
}

/** Where most different words of the question stand together; long words tell more. */
function startOf(text: string, found: readonly Found[], words: readonly string[], most: number): number {
  if (text.length <= most) return 0
  let best = { from: 0, weight: 0 }
  for (const [order, { from }] of found.entries()) {
    const seen = new Set<number>()
    for (const one of found.slice(order, order + most)) {
      if (one.to > from + most - lead) break
      seen.add(one.word)
    }
    const weight = [...seen].reduce((sum, word) => sum + (words[word]?.length ?? 0), 0)
    if (weight > best.weight) best = { from, weight }
  }
  const wanted = Math.min(best.from - lead, text.length - most)
  return wanted <= 0 ? 0 : text.indexOf(' ', wanted) + 1
}

function lastSpace(text: string, from: number, to: number): number {
  const space = text.lastIndexOf(' ', to)
  return space > from ? space : to
}

function partsOf(text: string, found: readonly Found[], from: number, to: number): SnippetPart[] {
  const parts: SnippetPart[] = []
  let at = from
  for (const one of found) {
    if (one.from < from || one.to > to) continue
    if (one.from > at) parts.push({ text: text.slice(at, one.from), hit: false })
    parts.push({ text: text.slice(one.from, one.to), hit: true })
    at = one.to
  }
  if (at < to) parts.push({ text: text.slice(at, to), hit: false })
  return parts
}
