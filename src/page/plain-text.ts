/** Text of others, cut into what can be shown and what would hide or turn something. Pure. */

type Piece = { text: string } | { mark: string }

/**
 * Characters that show nothing or change the order of others: controls but tab and line feed, marks of direction, invisible
 * operators, tags. Joiners stay, since writing and emoji need them.
 */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** The flags of England, Scotland and Wales: all the emoji whose letters are tags. */
const flag =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/u
const flagOrHidden = new RegExp(`${flag.source}|${hidden.source}`, 'gu')

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(flagOrHidden)) {
    if (flag.test(found)) continue
    if (index > from) pieces.push({ text: text.slice(from, index) })
    pieces.push({ mark: `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` })
    from = index + found.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

/** For titles and attributes, where nothing can be marked. */
export function plainLine(text: string, most = 120): string {
  const line = text.replaceAll(hidden, '\u{fffd}').replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** Those that have each of the wanted words in them, in small or capital letters. */
export function fitting<T>(all: readonly T[], wanted: string, textOf: (one: T) => string): readonly T[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return all
  return all.filter((one) => {
    const text = textOf(one).toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let [value, unit] = [bytes, 0]
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
