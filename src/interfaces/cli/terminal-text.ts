/**
 * Makes text that others wrote safe to print: control characters, escape sequences and marks that reorder or hide text
 * become visible escapes, so that nothing in a memory moves the cursor, changes colours or poses as another line. Pure.
 */

/** Most text needs no look at the tables of Unicode, which take milliseconds to load. */
const harmless = /^[\t\n -~]*$/
/** What is a line already: words with a space between them. */
const oneLine = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** For text on several lines. */
export function plainText(text: string): string {
  return replaceUnsafe(text.replaceAll('\r\n', '\n'), escape)
}

/** For text on one line: line feeds and tabs are spaces. */
export function plainLine(text: string, maxChars = 200): string {
  if (text.length <= maxChars && oneLine.test(text)) return text
  return cutTo(plainText(text).replace(/\s+/g, ' ').trim(), maxChars)
}

/** For one line of a table: as `plainLine`, and spaces stay as they are. */
export function plainRow(text: string, maxChars = 200): string {
  return cutTo(
    plainText(text)
      .replace(/[\n\t]/g, ' ')
      .trimEnd(),
    maxChars,
  )
}

function cutTo(line: string, maxChars: number): string {
  if (line.length <= maxChars) return line
  const cut = line.slice(0, maxChars - 1)
  // Half of a pair is no character.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** A time in ISO 8601; what a stranger signed as one may be beyond any date. @param ms since the Unix epoch */
export function timeText(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString()
}

/** A value as one line of JSON: the same value to a parser, and harmless where a person looks at it. */
export function jsonLine(value: unknown): string {
  return replaceUnsafe(JSON.stringify(value), (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(''),
  )
}

/**
 * Replaces all control and format characters, lone surrogates and line separators; not tab, line feed, the joiners that
 * scripts and emoji need, and the format characters of Arabic, Syriac and Kaithi that are visible. And four letters that
 * are blank.
 */
function replaceUnsafe(text: string, by: (character: string) => string): string {
  if (harmless.test(text)) return text
  return text.replace(
    /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]--[\t\n\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]]/gv,
    by,
  )
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 1)}}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
