/**
 * Splits a text that is too long for one memory: at headings first, then at paragraphs, then at lines. Pure.
 * Concatenating the parts gives the text back.
 */
const byteLength = (text: string): number => Buffer.byteLength(text)

/** Parts of at most `maxBytes` UTF-8 bytes, as few as headings allow; `undefined` when one line alone is longer. */
export function splitText(text: string, maxBytes: number): string[] | undefined {
  if (byteLength(text) <= maxBytes) return [text]
  return splitAt(text, [/^(?=#{1,6} )/m, /(?<=\n)(?=\n)/, /(?<=\n)/], maxBytes)
}

function splitAt(text: string, boundaries: readonly RegExp[], maxBytes: number): string[] | undefined {
  const [boundary, ...finer] = boundaries
  if (boundary === undefined) return undefined
  const parts: string[] = []
  let open = ''
  let openBytes = 0
  for (const piece of text.split(boundary)) {
    const bytes = byteLength(piece)
    if (bytes > maxBytes) {
      const smaller = splitAt(piece, finer, maxBytes)
      if (smaller === undefined) return undefined
      if (open !== '') parts.push(open)
      parts.push(...smaller)
      open = ''
      openBytes = 0
    } else if (openBytes + bytes > maxBytes) {
      parts.push(open)
      open = piece
      openBytes = bytes
    } else {
      open += piece
      openBytes += bytes
    }
  }
  if (open !== '') parts.push(open)
  return parts
}
