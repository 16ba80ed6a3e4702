/**
 * The words of one paragraph of markdown as a tree. Pure. Made for texts of strangers: it knows no HTML, its time grows with
 * the length of the text, and its trees are never deep.
 */

export type Inline =
  | { is: 'text' | 'code'; text: string }
  | { is: 'em' | 'strong' | 'strike'; of: Inline[] }
  | { is: 'link'; to: string; title: string; of: Inline[] }
  /** A link to a memory: `[[key]]`, `[[key|words]]`, or a link without a host. */
  | { is: 'memory'; key: string; as: string; of: Inline[] }
  | { is: 'picture'; alt: string; to: string; title: string }
  | { is: 'break' }

/** Deeper trees are left as they were written. Guess: nobody reads more. */
const deepest = 12
/** Longer than any key, or address that a person reads. */
const [longestKey, longestAddress] = [1_024, 2_048]

type Delimiter = '*' | '_' | '~'

interface Item {
  node: Inline
  depth: number
  /** What of it may still open or close something. */
  run?: { of: Delimiter; left: number }
}

/** @param depth how deep this text is already */
export function parseInlines(text: string, depth = 0): Inline[] {
  return new Reader(text, depth).read().map(({ node }) => node)
}

class Reader {
  private readonly text: string
  private readonly depth: number
  private readonly items: Item[] = []
  /** Where in `items` a run waits for its other half. */
  private readonly open: number[] = []
  private readonly closing: ReadonlyMap<number, number>
  /** Lengths of runs of backticks that nothing closes any more. */
  private readonly unclosed = new Set<number>()
  private at = 0
  private from = 0

  constructor(text: string, depth: number) {
    this.text = text
    this.depth = depth
    this.closing = bracketsOf(text)
  }

  read(): Item[] {
    while (this.at < this.text.length) if (!this.special()) this.at++
    this.flush()
    return this.items
  }

  /** Takes what begins here, if something does. */
  private special(): boolean {
    switch (this.text[this.at]) {
      case '\\':
        return this.escape()
      case '`':
        return this.code()
      case '!':
        return this.text[this.at + 1] === '[' && (this.memory(1) || this.linkAt(this.at + 1, true))
      case '[':
        return this.memory() || this.linkAt(this.at, false)
      case '<':
        return this.address(/<(https?:\/\/[^\s<>]{1,2000})>/y)
      case 'h':
        return !isWord(this.text[this.at - 1]) && this.address(/(https?:\/\/[^\s<>"'`|\\]{1,2000})/y)
      case '*':
      case '_':
      case '~':
        return this.delimiters(this.text[this.at] as Delimiter)
      case '\n':
        return this.lineEnd()
      default:
        return false
    }
  }

  private flush(): void {
    if (this.from < this.at) this.words(this.text.slice(this.from, this.at))
    this.from = this.at
  }

  private words(text: string): void {
    this.items.push({ node: { is: 'text', text }, depth: 0 })
  }

  private take(node: Inline, to: number, depth = 1): true {
    this.flush()
    this.items.push({ node, depth })
    this.at = this.from = to
    return true
  }

  private escape(): boolean {
    const next = this.text[this.at + 1] ?? ''
    if (next === '\n') return this.take({ is: 'break' }, this.at + 2)
    if (!/[!-/:-@[-`{-~]/.test(next)) return false
    this.flush()
    this.from = this.at + 1
    this.at += 2
    return true
  }

  private lineEnd(): boolean {
    let end = this.at
    while (this.text[end - 1] === ' ') end--
    if (this.at - end < 2 || end < this.from) return false
    const next = this.at + 1
    this.at = end
    return this.take({ is: 'break' }, next)
  }

  private code(): boolean {
    const { text, at } = this
    const length = runLength(text, at)
    for (let end = at + length; end < text.length && !this.unclosed.has(length);) {
      const start = text.indexOf('`', end)
      if (start < 0) break
      const closing = runLength(text, start)
      end = start + closing
      if (closing !== length) continue
      const inside = text.slice(at + length, start).replaceAll('\n', ' ')
      const isPadded = inside.startsWith(' ') && inside.endsWith(' ') && inside.trim() !== ''
      return this.take({ is: 'code', text: isPadded ? inside.slice(1, -1) : inside }, end)
    }
    this.unclosed.add(length)
    this.at += length
    return true
  }

  /** @param before 1 for `![[key]]`, which puts a file or a note in: here it links to it */
  private memory(before = 0): boolean {
    const at = this.at + before
    if (this.text[at + 1] !== '[') return false
    const inside = /\[\[([^[\]\n|]{1,1024})(?:\|([^[\]\n]{1,300}))?\]\]/y
    inside.lastIndex = at
    const [whole = '', key = '', label] = inside.exec(this.text) ?? []
    const name = key.trim().replace(/#.*$/, '')
    if (name === '') return false
    // Of what is put in, a number is how wide it is to be.
    const isSize = before > 0 && /^\s*\d+(?:x\d+)?\s*$/.test(label ?? '')
    const of: Inline[] = [{ is: 'text', text: (isSize ? key : (label ?? key)).trim() }]
    return this.take({ is: 'memory', key: name, as: key, of }, at + whole.length)
  }

  /** `[words](address)`, or a picture, of which only its words are shown. */
  private linkAt(bracket: number, isPicture: boolean): boolean {
    const close = this.closing.get(bracket)
    if (close === undefined || this.text[close + 1] !== '(' || this.depth >= deepest) return false
    const target =
      /\(\s{0,9}<?([^\s()<>]{0,2048}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)>?(?:\s{1,9}"([^"\n]{0,300})")?\s{0,9}\)/y
    target.lastIndex = close + 1
    const [whole, to = '', title = ''] = target.exec(this.text) ?? []
    if (whole === undefined || to === '') return false
    const words = this.text.slice(bracket + 1, close)
    const end = close + 1 + whole.length
    if (isPicture) return this.take({ is: 'picture', alt: words, to, title }, end)
    const of = parseInlines(words, this.depth + 1).map(withoutLink)
    const key = keyOf(to)
    return this.take(
      key === undefined ? { is: 'link', to, title, of } : { is: 'memory', key, as: `${to} ${title}`, of },
      end,
      1 + deepestOf(of),
    )
  }

  private address(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const [whole = '', found = ''] = pattern.exec(this.text) ?? []
    if (whole === '') return false
    // A full stop or bracket behind an address belongs to the sentence.
    const to = whole.startsWith('<') ? found : found.replace(/[.,;:!?)\]*_~]{1,50}$/, '')
    if (to.length < 'http://a'.length) return false
    const of: Inline[] = [{ is: 'text', text: to }]
    return this.take(
      { is: 'link', to, title: '', of },
      this.at + (whole.startsWith('<') ? whole.length : to.length),
    )
  }

  private delimiters(of: Delimiter): boolean {
    const { text, at } = this
    let length = 1
    while (text[at + length] === of) length++
    const [before, after] = [text[at - 1], text[at + length]]
    const [mayOpen, mayClose] = [opens(of, before, after), closes(of, before, after)]
    const isUsed = of === '~' ? length === 2 : mayOpen || mayClose
    if (!isUsed) {
      this.at += length
      return true
    }
    this.flush()
    let left = length
    if (mayClose) left = this.close(of, left)
    if (left > 0) {
      if (mayOpen) this.open.push(this.items.length)
      this.items.push({
        node: { is: 'text', text: of.repeat(left) },
        depth: 0,
        ...(mayOpen && { run: { of, left } }),
      })
    }
    this.at = this.from = at + length
    return true
  }

  /** Closes runs that wait, the last first. @returns how much of this one is left */
  private close(of: Delimiter, length: number): number {
    let left = length
    while (left > 0) {
      const place = this.open.findLast((one) => this.items[one]?.run?.of === of)
      const opener = place === undefined ? undefined : this.items[place]
      if (place === undefined || opener?.run === undefined) return left
      const used = of === '~' ? 2 : Math.min(2, opener.run.left, left)
      if (used > left) return left
      const inside = this.items.slice(place + 1)
      const depth = 1 + inside.reduce((most, one) => Math.max(most, one.depth), 0)
      if (depth + this.depth > deepest) return left
      while ((this.open.at(-1) ?? -1) > place) this.open.pop()
      this.items.length = place + 1
      opener.run.left -= used
      if (opener.run.left === 0) this.items.length = this.open.pop() ?? place
      else opener.node = { is: 'text', text: of.repeat(opener.run.left) }
      const is = of === '~' ? 'strike' : used === 2 ? 'strong' : 'em'
      this.items.push({ node: { is, of: inside.map(({ node }) => node) }, depth })
      left -= used
    }
    return 0
  }
}

const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char)
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char)

function opens(of: Delimiter, before: string | undefined, after: string | undefined): boolean {
  return !isSpace(after) && (of !== '_' || !isWord(before))
}

function closes(of: Delimiter, before: string | undefined, after: string | undefined): boolean {
  return !isSpace(before) && (of !== '_' || !isWord(after))
}

function runLength(text: string, at: number): number {
  let length = 1
  while (text[at + length] === '`') length++
  return length
}

/** Which bracket closes which, found in one pass. */
function bracketsOf(text: string): Map<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '[') open.push(at)
    else if (text[at] === ']') {
      const from = open.pop()
      if (from !== undefined) pairs.set(from, at)
    }
  }
  return pairs
}

/** A link in a link leads nowhere by itself: it is its words, and where it would lead, where they do not say so. */
function withoutLink(node: Inline): Inline {
  if (node.is === 'link' || node.is === 'memory') {
    const to = node.is === 'link' ? node.to : node.as
    const [only] = node.of
    const isSaid = node.of.length === 1 && only?.is === 'text' && only.text === to
    return { is: 'em', of: isSaid ? node.of : [...node.of, { is: 'text', text: ` (${to})` }] }
  }
  return 'of' in node ? { ...node, of: node.of.map(withoutLink) } : node
}

function deepestOf(nodes: readonly Inline[]): number {
  return nodes.reduce((most, node) => Math.max(most, 'of' in node ? 1 + deepestOf(node.of) : 1), 0)
}

/** Of a link that names no host, the memory that it leads to. */
function keyOf(to: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\/|^#/i.test(to)) return undefined
  const path = to
    .replace(/[?#].*$/s, '')
    .replace(/^(?:\.{0,2}\/)+/, '')
    .replace(/\.md$/i, '')
  if (path === '' || path.length > longestKey) return undefined
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** An address that a person may follow: of the web, with a host to name. Undefined for all others. */
export function webAddress(to: string): { href: string; host: string } | undefined {
  if (to.length > longestAddress || !/^https?:\/\//i.test(to)) return undefined
  try {
    const { href, hostname, username, password } = new URL(to)
    // `https://bank.example@evil.example` shows one host and goes to another.
    return hostname === '' || username !== '' || password !== '' ? undefined : { href, host: hostname }
  } catch {
    return undefined
  }
}
