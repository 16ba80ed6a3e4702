/** HTML in which whatever was put in is text. Pure. */

/** Made by `markup` alone, so that a text cannot pose as it. */
export class Markup {
  readonly #html: string

  constructor(html: string) {
    this.#html = html
  }

  toString(): string {
    return this.#html
  }
}

type Part = string | number | Markup | readonly Markup[]

export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((html, text, at) => html + shown(parts[at - 1] ?? '') + text))
}

/** A text of somebody else: isolated, so that its direction turns nothing beside it, and without what cannot be seen. */
export function words(text: string, maxChars = Infinity): Markup {
  return markup`<bdi>${plain(text, maxChars)}</bdi>`
}

/** The same for a place where there are no elements, such as the title. */
export function plain(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text
  return cut.replaceAll(hidden, '\u{fffd}').toWellFormed()
}

/** Controls and marks that reorder or hide text, but for the ends of lines and tabs. */
const hidden =
  /(?![\t\n\r])[\p{Cc}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{e0000}-\u{e007f}]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function shown(part: Part): string {
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'string' || typeof part === 'number')
    return String(part).replaceAll(/[&<>"']/g, (char) => entities[char] ?? '')
  return part.map(String).join('')
}
