/**
 * Prepares text for a word index that splits at anything but letters, marks and digits: scripts written without spaces
 * are segmented, marks that readers leave out are removed, and names written in one word get their parts. Applied to
 * what is indexed and to what is asked, so that both meet.
 */
const ASCII = /^[\x00-\x7f]*$/
const UNSPACED_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc\u3005]+/gu
/** Accents, Arabic vowel signs and lengthening, Hebrew points: written or left out at will. Marks of Thai and the scripts of
 * India are part of the word and stay. */
const OPTIONAL_MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g
const JOINED_NAME = /[A-Za-z]*[a-z][A-Z][A-Za-z]*/g
const NAME_PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g

const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/**
 * Emoji and signs, those of ASCII aside, which are punctuation: each becomes a word, its number behind a character that
 * nobody writes. Colours of skin and selectors of style say nothing.
 */
const SIGN = /\p{RI}\p{RI}|(?!\p{EMod})[\p{So}\p{Sm}\p{Sc}\p{Extended_Pictographic}]/gu
const SIGN_MARK = '\ue000'

/** Text whose words, split at everything but letters, marks and digits, are the words to index. Not for display. */
export function indexable(text: string): string {
  const isAscii = ASCII.test(text)
  const plain = isAscii ? text : segmentUnspaced(normalise(text))
  const others = [nameParts(plain), isAscii ? '' : signs(plain)].filter((words) => words !== '')
  return [plain, ...others].join(' ')
}

function signs(text: string): string {
  const found = new Set((text.match(SIGN) ?? []).filter((sign) => !ASCII.test(sign)))
  return Array.from(found, (sign) => SIGN_MARK + [...sign].map((one) => one.codePointAt(0)).join('x')).join(
    ' ',
  )
}

function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(OPTIONAL_MARKS, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('ẞ', 'SS')
}

function segmentUnspaced(text: string): string {
  return text.replace(UNSPACED_RUN, (run) => {
    let words = ' '
    for (const { segment } of segmenter.segment(run)) words += `${segment} `
    return words
  })
}

/** The parts of names such as `EventEmitter` or `parseHTTPHeader`. */
function nameParts(text: string): string {
  if (!/[a-z][A-Z]/.test(text)) return ''
  const names = new Set(text.match(JOINED_NAME))
  return Array.from(names, (name) => name.match(NAME_PARTS)?.join(' ') ?? '').join(' ')
}
