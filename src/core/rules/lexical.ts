/**
 * What the parser of expressions takes otherwise than the language has it, put right before it sees them: comments,
 * escapes in written texts, dots before names, and how deep brackets go. Spec: protocols/policy/spec.md, "Language". Pure.
 */
import { POLICY_LIMITS } from './limits.ts'

interface LexicalFault {
  /** In UTF-16 units from the beginning. */
  offset: number
  expected: string
}

const rawText = String.raw`[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\r\n]*"|'[^'\r\n]*')`
const escapedText = String.raw`"""(?:\\[^]|(?!""")[^\\])*"""|'''(?:\\[^]|(?!''')[^\\])*'''|"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*'`
const token = new RegExp(
  `(?<raw>${rawText})|(?<text>${escapedText})|(?<comment>//[^\\r\\n]*)|(?<name>[_a-zA-Z][_a-zA-Z0-9]*)|0x[0-9a-fA-F]+|[0-9]+|[^]`,
  'y',
)
const escape = /\\(?:[abfnrtv"'`?\\]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/g

/** How a value ends: a name, a written text or number, a bracket. */
const endsValue = /^(?!in$).*[\w"')\]}]$/s

/** The expression with blanks in place of its comments, so that places in it stay; or the first fault. */
export function withoutComments(source: string): string | LexicalFault {
  let written = ''
  let depth = 0
  let before = ''
  for (token.lastIndex = 0; token.lastIndex < source.length;) {
    const offset = token.lastIndex
    const found = token.exec(source)!
    const { text, comment, name } = found.groups!
    const [part] = found
    if (text?.replace(escape, '').includes('\\') === true)
      return { offset, expected: 'a written text with the escapes of the language' }
    if ('([{'.includes(part)) depth++
    if (')]}'.includes(part)) depth--
    if (depth > POLICY_LIMITS.maxBrackets)
      return { offset, expected: `at most ${POLICY_LIMITS.maxBrackets} brackets inside one another` }
    if (part === '.' && !endsValue.test(before)) return { offset, expected: 'a name without a dot before it' }
    // The parser takes `a in7` for `a in 7`.
    if (name !== undefined && name !== 'in' && endsValue.test(before))
      return { offset, expected: 'an operator between two values' }
    if (comment === undefined && /\S/.test(part)) before = part
    written += comment === undefined ? part : ' '.repeat(part.length)
  }
  return written
}
