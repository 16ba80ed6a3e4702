/**
 * What a name beside it calls a secret: `password: ...`, `API_KEY=...`, `<token>...</token>`, "the password is ...". The
 * name says how much the value must look like a secret: a password is anything that is no word of documentation, a key or
 * a token must look drawn.
 */
import { isPlaceholder, isWords, looksDrawn } from './is-placeholder.ts'
import type { SecretMatch } from './secret-match.ts'

const passwordNames =
  'pass(?:word|wd|phrase|code|wort)|kennwort|contrase(?:ñ|n)a|mot de passe|senha|wachtwoord|lösenord|has(?:ł|l)o|parola|пароль|密码|密碼|パスワード|비밀번호|(?:pass|pwd|pw)(?![a-z])'
const keyNames =
  '(?:api|app|application|access|auth|secret|private|encryption|signing|signature|master|account|shared|storage|subscription|service|consumer|client|deploy|session|webhook|root|admin|integration|ingest|functions?|bot|project|service[ _-]?role|shared[ _-]?access|license)[ _-]?keys?|authkey|apikey|secret|token|credentials?|auth(?:orization)?(?![a-z])|cookie|session[ _-]?id|x-api-key'
const phraseNames = '(?:seed|recovery|backup|mnemonic|wallet)[ _-]?(?:phrase|words)|mnemonic'
const pinNames = 'pin(?: code)?(?![a-z])'

/** The names, and what people put behind them to tell one from another. */
const names = new RegExp(
  `(?<phrase>${phraseNames})|(?<password>${passwordNames})|(?<key>${keyNames})|(?<pin>${pinNames})`,
  'gu',
)
const suffix = '(?:[_-]?(?:prod(?:uction)?|staging|stage|dev|test|live|new|old|main|[0-9]{1,2}))?'
const closing = '[\\\\"\'`*\\])]{0,6}'
/** Between a name and its value, where it is plain that one belongs to the other. */
const sure = new RegExp(
  `${suffix}${closing}[ \\t]{0,40}(?::=|=>|->|→|=|:|：|>|\\||,?[ \\t]{0,4}value[ \\t]{0,4}=|\\r?\\n[ \\t-]{0,40}value:)[*_ \\t]{0,40}`,
  'iyu',
)
/** The same in a sentence: "the password for the router (guests) is ...". */
const told = /[^\n:=.]{0,48}?(?::|=|\b(?:is|was|are|lautet|ist|es|est)\b)[*_ \t]{1,8}/iuy
/** `--password X`, `login bob password X`, `sshpass -p X`. */
const option = /[ \t]{1,8}/y
const beforeOption = /(?:--[\w-]{0,32}|\blogin \S{1,64} )$/
const value = /(?<escape>\\{0,4})(?<quote>["'`])(?<quoted>[^\n"'`]{1,128})|(?<plain>[^\s"'`<>]{1,128})/y

type Judge = (value: string, context: Context) => boolean
interface Context {
  isQuoted: boolean
  /** The value is the last thing on its line. */
  isLast: boolean
  /** Plainly its value, told in a sentence, or no more than the next word. */
  how: 'sure' | 'told' | 'beside'
}

export function* matchNamedSecrets(text: string): Generator<SecretMatch> {
  // Without the flag for upper and lower case the names are looked for twice as fast. No other letter changes its length.
  const lowered = text.replaceAll('İ', 'I').toLowerCase()
  for (const { 0: name, index, groups = {} } of lowered.matchAll(names)) {
    if (short.has(name) && isWithin(text, index)) continue
    const judged = judge(text, index + name.length, index, groups)
    if (judged !== undefined) yield { start: index, ...judged }
  }
}

/** Names that are also the ends of words: `compass`, `spin`. */
const short = new Set(['pass', 'pwd', 'pw', 'pin', 'pin code', 'auth'])

/** Whether a letter comes before, but for `dbPass`. */
function isWithin(text: string, index: number): boolean {
  const before = text[index - 1] ?? ''
  return /\p{L}/u.test(before) && !(/\p{Ll}/u.test(before) && /\p{Lu}/u.test(text[index] ?? ''))
}

function judge(
  text: string,
  end: number,
  start: number,
  { phrase, password, pin }: Record<string, string | undefined>,
): { end: number; kind: string } | undefined {
  if (phrase !== undefined) return isPhraseAt(text, end) ? { end, kind: 'SEED_PHRASE' } : undefined
  const isSecret = password !== undefined ? isPassword : pin !== undefined ? isPin : isKey
  const kind = password !== undefined ? 'PASSWORD' : pin !== undefined ? 'PIN' : 'KEY_OR_TOKEN'
  if (isCounted(text, start)) return undefined
  for (const [separator, how] of [
    [sure, 'sure'],
    [told, 'told'],
    [option, 'beside'],
  ] as const) {
    separator.lastIndex = end
    const between = separator.exec(text)
    if (between === null) continue
    const at = end + between[0].length
    if (how === 'sure' && password !== undefined && isPhraseLine(text, at)) return { end: at, kind }
    const read = valueAt(text, at)
    if (
      read === undefined ||
      !isSecret(read.value, {
        ...read,
        how:
          how === 'beside' && beforeOption.test(text.slice(Math.max(0, start - 100), start)) ? 'sure' : how,
      })
    )
      continue
    return { end: read.end, kind }
  }
  return undefined
}

/** `next_page_token`, `csrf_token`, `max_tokens`: what an API hands out for a moment, and counts. */
function isCounted(text: string, start: number): boolean {
  return /(?:next|page|paging|continuation|sync|csrf|xsrf|cancel(?:lation)?|cursor|max|public|publishable|input|output|eos|bos|pad|special|mask)[ _-]?$/i.test(
    text.slice(Math.max(0, start - 16), start),
  )
}

function valueAt(
  text: string,
  at: number,
): (Omit<Context, 'how'> & { value: string; end: number }) | undefined {
  // `Authorization: Bearer X`, `Bearer` and its like belong to no value.
  const scheme = /(?:bearer|basic|token|apikey|bot|key)[ \t]{1,4}/iy
  value.lastIndex = at
  const first = value.exec(text)
  if (first === null) return undefined
  if (first.groups?.['plain'] !== undefined) {
    scheme.lastIndex = at
    const skipped = scheme.exec(text)?.[0].length ?? 0
    if (skipped > 0) return valueAt(text, at + skipped)
  }
  const { quoted, plain = '' } = first.groups ?? {}
  const isQuoted = quoted !== undefined
  const read = quoted?.replace(/\\+$/, '') ?? trimmed(plain)
  const end = at + first[0].length
  const isLast = /^[\\"'`,;.)\]}<*_|]{0,4}[ \t]{0,4}(?:\r?\n|$|<\/|\||\\n|#|\/\/)/.test(
    text.slice(end, end + 12),
  )
  return { value: read, end, isQuoted, isLast }
}

/** Without what ends a sentence, a list or a call. */
function trimmed(text: string): string {
  const cut = /(?:[,;]\S*=.*)$/.exec(text)
  return (cut === null ? text : text.slice(0, cut.index)).replace(/(?:\\n.*|[,;.:)\]}*|]+)$/, '')
}

/** A word that documentation puts where a password would be: what it is, not one. */
const said = new Set(
  'required optional password passwort passwords string boolean number integer object array null none undefined true false hidden secret protected plaintext cleartext encrypted hashed masked redacted omitted removed missing invalid incorrect correct expired forgotten unknown disabled enabled default authentication authenticated argument parameter property username nullable readonly sensitive generated automatic automatically somewhere something anything nothing everything whatever changed unchanged unset empty blank private public important mandatory supported unsupported deprecated available unavailable input output stored managed provided rotated credentials credential varchar nvarchar mysecret'.split(
    ' ',
  ),
)
const algorithm =
  /^(?:sha|md|aes|rsa|utf|base|argon|hmac|hs|rs|es|ed|oauth|pbkdf|scrypt|bcrypt|crypt|http|tls|ipv|rfc|iso)[-_]?\d/i
/** A name, a call or a member of a program, or the type of a field. */
const codes = [
  /^[A-Za-z_$][\w$]*(?:\?{0,1}\.[A-Za-z_$][\w$]*)+$/,
  /^[A-Za-z_$][\w$.]*[([]/,
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/,
  /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)+\d?$/,
  /^[a-z]+(?:\|[a-z:]+\d*)+$/i,
  /^(?:str|string|text|char|varchar|secretstr|optional|bool|int|any|bytes)[?!;[(|<]/i,
]
const isCode = (text: string): boolean => codes.some((code) => code.test(text))
const isPlace = (text: string): boolean =>
  /^(?:[a-z]{2,10}:\/\/|\.{0,2}\/|~\/|[A-Z]:\\|sha\d+[:-]|op:\/\/|vault:|env:|file:|arn:|kms:|ENC[[(])/i.test(
    text,
  )
const isHash = (text: string): boolean =>
  /^\$(?:2[aby]|argon2\w*|[156y]|pbkdf2[\w-]*|scrypt)\$/.test(text) || /^\{[A-Z0-9]+\}/.test(text)

const isPassword: Judge = (text, { isQuoted, isLast, how }) => {
  if (text.length < 6 || isPlaceholder(text) || isPlace(text) || isHash(text)) return false
  if (algorithm.test(text) || said.has(text.toLowerCase()) || (!isQuoted && isCode(text))) return false
  if (/\s/.test(text)) return how === 'sure' && isPhrase(text)
  const has = (kind: RegExp): boolean => kind.test(text)
  const [hasDigit, hasLetter, hasMark] = [has(/\p{N}/u), has(/\p{L}/u), has(/[^\p{L}\p{N}\-_.'’/]/u)]
  const isMixed = has(/\p{Ll}/u) && has(/\p{Lu}/u)
  if (how === 'beside') return text.length >= 8 && hasDigit && isMixed && !isWords(text)
  if (hasDigit && hasLetter) return how === 'sure' || !isWords(text)
  if (how === 'told') return hasMark && isMixed && text.length >= 8 && has(/[#$%^&*@!+~].*\p{L}/u)
  if (hasMark && hasLetter && text.length >= 7) return isQuoted || isLast
  if (hasDigit) return isLast && has(/^\d+$/)
  if (has(/pass|pwd|secret|key|token|cred|user|field|input|value/i)) return false
  if (text.split('-').length >= 4) return true
  return (isQuoted || isLast) && has(/^\p{L}{8,}$/u) && !isCode(text)
}

const isPin: Judge = (text, { isLast, how }) =>
  how !== 'beside' && /^\d{4,8}$/.test(text) && !isPlaceholder(text) && isLast

const isKey: Judge = (text, { isQuoted, how }) => {
  if (text.length < 8) return false
  const isPlain = /^[A-Za-z0-9_\-+/=.~:|%]{16,}$/.test(text)
  if (isPlain && !looksDrawn(text)) return false
  if (isPlaceholder(text) || isPlace(text) || isHash(text)) return false
  if (/^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*$/.test(text)) return false
  const isLong = text.length >= 32 && /\d.*\d.*\d/.test(text)
  if (!isQuoted && !isLong && isCode(text)) return false
  if (/^(?:baf[a-z2-7]{20}|Qm[1-9A-Za-z]{40}|did:|12D3Koo|ssh-|z6Mk)/.test(text)) return false
  if (isPlain) return how !== 'beside' || text.length >= 20
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s]/].filter((kind) => kind.test(text)).length
  return how === 'sure' && !/\s/.test(text) && kinds >= 3 && !isWords(text)
}

/** Words of sentences: no phrase that stands for a key is made of them. */
const smallWords =
  /\b(?:the|a|an|of|to|and|or|is|are|be|must|your|you|for|in|at|with|not|if|it|this|that|please|should|least|once|per|must|can|will|when|then|than|from|only|no|use|uses|used|by|on|as|one|two|has|was|same|required|optional|password|characters|der|die|das|und|ist)\b/i

function isPhrase(text: string): boolean {
  const words = text.trim().split(/\s+/)
  return (
    words.length >= 4 &&
    words.length <= 12 &&
    words.every((one) => /^[a-z]{3,12}\d{0,4}$/.test(one)) &&
    !smallWords.test(text)
  )
}

/** The rest of the line, without quotes. */
function isPhraseLine(text: string, at: number): boolean {
  const line = /^[a-z0-9 ]{16,120}(?=\.?\s{0,4}(?:\n|$))/.exec(text.slice(at, at + 130))?.[0]
  return line !== undefined && isPhrase(line)
}

/** Twelve words and more without a small one among them. */
function isPhraseAt(text: string, at: number): boolean {
  const rest = text.slice(at, at + 400).replace(/^[^\n:=]{0,32}[:=]?\s*(?:is\s)?["'`]?/, '')
  const words = /^(?:\s{0,4}(?:\d{1,2}[.)]\s?)?[a-z]{3,8},?(?=[\s,"'`.]|$)){12,24}/.exec(rest)?.[0]
  return words !== undefined && !smallWords.test(words)
}
