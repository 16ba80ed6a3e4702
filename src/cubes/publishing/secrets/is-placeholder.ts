/**
 * Tells what stands for a secret from what may be one. It looks at the value alone: words around a value must not be able
 * to say that it is harmless.
 */

/** Of a value, this many characters are looked at. Guess; no key is told from a placeholder by what comes later. */
const lookedAt = 80

const placeholders = [
  // <your key>, {{ key }}, ${KEY}, $KEY, %KEY%, [key], :key, *anchor, !vault, @file
  /^(?:<|\{|\$\{|\$\(|\$[A-Za-z_]+$|%[\w.-]+%|%[sdv]|\[|:[A-Za-z_]\w*$|\*[A-Za-z_]\w*$|![a-z]|@[\w./-]+$)/,
  /\$\{|\{\{|<[a-z][\w -]*>|\.\.\.|…|\*{3}|•{3}|#{3}/i,
  /(.)\1{5}/,
  /example|placeholder|redacted|change[-_]?me|dummy|replace[-_]?(?:me|with)|fill[-_]?in|not[-_]?a[-_]?real/i,
  /(?:^|[-_])(?:your|my|some|the|insert|enter)[-_]?(?:own|api|app|auth|access|secret|private|client|db|new|super|bot|github|openai)?[-_]?(?:key|token|secret|passw|pass|pwd|credential)/i,
  /^(?:your|insert|enter|paste|put)[-_]|[-_]here$/i,
  /^x+(?:[-_]x+)*$/i,
]

export function isPlaceholder(value: string): boolean {
  const text = value.slice(0, lookedAt)
  return placeholders.some((pattern) => pattern.test(text)) || isSequence(text)
}

/** `1234567890`, `abcdefgh`: most characters follow the one before them, or repeat it. */
function isSequence(text: string): boolean {
  if (text.length < 4) return false
  let steps = 0
  for (let i = 1; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1)
    if (step === 0 || step === 1) steps++
  }
  return steps / (text.length - 1) > 0.8
}

/** Words joined by hyphens, underscores or dots: a name that somebody chose. */
export function isWords(text: string): boolean {
  return text
    .slice(0, lookedAt)
    .split(/[-_.:/]/)
    .every((part) => /^(?:[a-z]{0,20}|[A-Z][a-z]{1,20}|[A-Z]{1,20}|v?\d{1,4})$/.test(part))
}

/** Whether characters were drawn rather than chosen: two kinds of them at least, and many different ones. */
export function looksDrawn(value: string): boolean {
  const text = value.slice(0, lookedAt)
  return hasManyCharacters(text) && !isWords(text) && !isPlaceholder(text)
}

/** One pass, before the patterns: most of what is asked about is no key. */
function hasManyCharacters(text: string): boolean {
  let kinds = 0
  const different = new Set<number>()
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    different.add(code)
    if (code >= 0x61 && code <= 0x7a) kinds |= 1
    else if (code >= 0x41 && code <= 0x5a) kinds |= 2
    else if (code >= 0x30 && code <= 0x39) kinds |= 4
  }
  return ![0, 1, 2, 4].includes(kinds) && different.size >= Math.min(8, text.length / 2)
}
