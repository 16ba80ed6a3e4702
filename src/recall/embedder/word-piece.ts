/**
 * WordPiece as BERT uncased does it: clean, lower-case, strip accents, a space around every CJK character, split at
 * punctuation, then the longest pieces of the vocabulary from the left. Compared in the tests with the tokenizer that the
 * model was trained with.
 */

/** BERT's own limit: a longer word is unknown. */
const MAX_WORD = 100
/** Words whose pieces are remembered; natural text repeats a few thousand, 50,000 cost about 8 MB (estimate). */
const MAX_CACHED = 50_000

const ASCII = /^[\t\n\r\x20-\x7e]*$/
const ASCII_WORD = /[a-z0-9]+|[^\sa-z0-9]/g
const WORD = /[^\s\p{P}$+<=>^`|~]+|[\p{P}$+<=>^`|~]/gu
const CJK =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu
/** Unicode category Cc but tab and line ends, Cf, Co, Cs and the replacement character: BERT drops them. */
const DROPPED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]|\p{Cf}|\p{Co}|\p{Cs}/gu

interface WordPiece {
  /** Words as they are looked up: normalised text, split. */
  words(text: string): string[]
  /** Ids of one normalised word; unknown words give the id of [UNK]. */
  pieces(word: string): readonly number[]
  /** Ids of a whole text, without [CLS] and [SEP]. */
  encode(text: string): number[]
}

/** @param vocabulary token text by id, `##` before a piece that continues a word */
export function createWordPiece(vocabulary: readonly string[]): WordPiece {
  const idOf = new Map(vocabulary.map((token, id) => [token, id]))
  const unknown = [idOf.get('[UNK]') ?? 0]
  const cache = new Map<string, readonly number[]>()

  function split(word: string): readonly number[] {
    if (word.length > MAX_WORD && [...word].length > MAX_WORD) return unknown
    const ids: number[] = []
    for (let start = 0; start < word.length;) {
      const prefix = start === 0 ? '' : '##'
      let end = word.length
      let id: number | undefined
      while (end > start && (id = idOf.get(prefix + word.slice(start, end))) === undefined) end--
      if (id === undefined) return unknown
      ids.push(id)
      start = end
    }
    return ids
  }

  function pieces(word: string): readonly number[] {
    let ids = cache.get(word)
    if (ids === undefined) {
      ids = split(word)
      if (cache.size >= MAX_CACHED) cache.clear()
      cache.set(word, ids)
    }
    return ids
  }

  return {
    words: splitWords,
    pieces,
    encode: (text) => splitWords(text).flatMap((word) => pieces(word)),
  }
}

function splitWords(text: string): string[] {
  if (ASCII.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? []
  const clean = text.replace(DROPPED, '').replace(CJK, ' $& ')
  const plain = clean
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
  return plain.match(WORD) ?? []
}
