/**
 * Splits a text that is too long for one memory: at headings first, then at paragraphs, then at lines. Pure.
 * Concatenating the parts gives the text back.
 */
const byteLength = (text: string): number => Buffer.byteLength(text)

/** Parts of at most `maxBytes` UTF-8 bytes, as few as headings allow; `undefined` when one line alone is longer. */
export function splitText(text: string, maxBytes: number): string[] | undefined {
  if (byteLength(text) <= maxBytes) return [text]
  return splitAt(text, [/^(?=#{1,6} )/gm, /(?<=\n)(?=\n)/g, /(?<=\n)/g], maxBytes)
}

function splitAt(text: string, boundaries: readonly RegExp[], maxBytes: number): string[] | undefined {
  const [boundary, ...finer] = boundaries
  if (boundary === undefined) return undefined
  const parts: string[] = []
  let start = 0
  let at = 0
  let openBytes = 0
  const close = (): void => {
    if (at > start) parts.push(text.slice(start, at))
    start = at
    openBytes = 0
  }
  for (const piece of cut(text, boundary)) {
    const bytes = byteLength(piece)
    if (bytes > maxBytes) {
      const smaller = splitAt(piece, finer, maxBytes)
      if (smaller === undefined) return undefined
      close()
      parts.push(...smaller)
      start = at + piece.length
    } else {
      if (openBytes + bytes > maxBytes) close()
      openBytes += bytes
    }
    at += piece.length
  }
  close()
  return parts
}

/** The text cut at boundaries that have no width. One piece after another: a text may have millions. */
function* cut(text: string, boundary: RegExp): Generator<string> {
  let start = 0
  for (const { index } of text.matchAll(boundary)) {
    if (index === start) continue
    yield text.slice(start, index)
    start = index
  }
  if (start < text.length) yield text.slice(start)
}

/** As `splitText`, and a line that is too long is split at spaces, and between two characters where it has none. */
export function splitAnywhere(text: string, maxBytes: number): string[] {
  return splitText(text, maxBytes) ?? joined(pieces(text, maxBytes), maxBytes)
}

function* pieces(text: string, maxBytes: number): Generator<string> {
  for (const line of cut(text, /(?<=\n)/g)) {
    if (byteLength(line) <= maxBytes) yield line
    else
      for (const word of cut(line, /(?<= )/g))
        if (byteLength(word) <= maxBytes) yield word
        else yield* characters(word, maxBytes)
  }
}

/** A character has at most four bytes in UTF-8 and two units here, so that a pair of units is never parted. */
function characters(word: string, maxBytes: number): string[] {
  const units = Math.floor(maxBytes / 4)
  const parts: string[] = []
  for (let at = 0; at < word.length;) {
    const end = at + units
    const isInPair =
      end < word.length && /[\udc00-\udfff]/.test(word[end]!) && /[\ud800-\udbff]/.test(word[end - 1]!)
    const next = isInPair ? end + 1 : end
    parts.push(word.slice(at, next))
    at = next
  }
  return parts
}

/** The pieces in as few parts as fit. */
function joined(all: Iterable<string>, maxBytes: number): string[] {
  const parts: string[] = []
  let open: string[] = []
  let bytes = 0
  for (const piece of all) {
    const more = byteLength(piece)
    if (open.length > 0 && bytes + more > maxBytes) {
      parts.push(open.join(''))
      open = []
      bytes = 0
    }
    open.push(piece)
    bytes += more
  }
  if (open.length > 0) parts.push(open.join(''))
  return parts
}
