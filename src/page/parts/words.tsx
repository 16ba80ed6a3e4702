/** Text of others: text nodes only, set apart from the direction of what is around it, nothing in it hidden. */
import type { ComponentChildren, JSX } from 'preact'
import { piecesOf, plainLine } from '../plain-text.ts'

/** More than this of one line is no name or message any more; the whole is shown where the memory is. */
const mostInLine = 300

export function Words({ text, most = mostInLine }: { text: string; most?: number }): JSX.Element {
  const cut = text.length > most ? text.slice(0, most) : text
  return (
    <bdi class="words">
      {piecesOf(cut).map(pieceOf)}
      {cut.length < text.length && '…'}
    </bdi>
  )
}

/** Several lines, as they were written. */
export function Passage({ text, most = 200_000 }: { text: string; most?: number }): JSX.Element {
  const cut = text.length > most ? text.slice(0, most) : text
  return (
    <div class="passage" dir="auto">
      {piecesOf(cut).map(pieceOf)}
      {cut.length < text.length && (
        <p class="quiet">The first {most.toLocaleString('en')} characters; `memcube get` shows all of it.</p>
      )}
    </div>
  )
}

function pieceOf(piece: ReturnType<typeof piecesOf>[number]): ComponentChildren {
  if ('text' in piece) return piece.text
  return (
    <span class="mark" title="a character that would hide or turn text">
      {piece.mark}
    </span>
  )
}

/** An id that nobody reads to its end; the whole is in its title. */
export function Id({ of, whole = false }: { of: string; whole?: boolean }): JSX.Element {
  const text = plainLine(of, 200)
  const short =
    whole || text.length <= 20 ? text : `${text.slice(0, text.startsWith('did:') ? 14 : 7)}…${text.slice(-6)}`
  return (
    <code class={whole ? 'id whole' : 'id'} title={text}>
      {short}
    </code>
  )
}
