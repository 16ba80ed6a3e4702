/**
 * Makes text that others wrote safe to print: control characters, escape sequences and marks that reorder text become
 * visible escapes, so that nothing in a memory moves the cursor, changes colours or hides what it says. Pure.
 */

/** Controls but tab and line feed; bidirectional overrides and isolates; invisible format characters; line separators. */
const unsafe =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** For text on several lines. */
export function plainText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(unsafe, escape)
}

/** For text on one line: line feeds and tabs are spaces. */
export function plainLine(text: string, maxChars = 200): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim()
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 1)}…`
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
