/** Rows of a list. Of many, the first are shown: a browser takes seconds to set thousands, and nobody reads them. */
import type { ComponentChild, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { fitting, plainLine } from '../plain-text.ts'
import { TextField } from './fields.tsx'
import { Empty } from './screen.tsx'

/** Some screens full. Guess. */
export const rowsAtFirst = 100
/** More than this is looked through rather than read. Guess. */
const filteredFrom = 20

interface RowsProps<T> {
  of: readonly T[] | undefined
  label?: string
  /** Of a list that may be inside something else. */
  kind?: 'rows' | 'rows inside'
  /** By what they are found; without it, they are not looked through. */
  textOf?(one: T): string
  keyOf(one: T): string
  children(one: T): ComponentChild
}

export function Rows<T>({
  of = [],
  label,
  kind = 'rows',
  textOf,
  keyOf,
  children,
}: RowsProps<T>): JSX.Element {
  const [wanted, setWanted] = useState('')
  const found = textOf === undefined ? of : fitting(of, wanted, textOf)
  return (
    <>
      {textOf !== undefined && of.length > filteredFrom && (
        <TextField
          type="search"
          label={`Look through ${of.length.toLocaleString('en')}`}
          value={wanted}
          onValue={setWanted}
        />
      )}
      {found.length === 0 && of.length > 0 && <Empty>None of them fits “{plainLine(wanted, 60)}”.</Empty>}
      <Some of={found}>
        {(some) => (
          <ul class={kind} {...(label !== undefined && { 'aria-label': label })}>
            {some.map((one) => (
              <li key={keyOf(one)}>{children(one)}</li>
            ))}
          </ul>
        )}
      </Some>
    </>
  )
}

interface SomeProps<T> {
  of: readonly T[]
  atFirst?: number
  children(some: readonly T[]): ComponentChild
}

/** The first of many, and a button for more. */
export function Some<T>({ of, atFirst = rowsAtFirst, children }: SomeProps<T>): JSX.Element {
  const [most, setMost] = useState(atFirst)
  return (
    <>
      {children(of.slice(0, most))}
      {of.length > most && (
        <p class="more">
          <button type="button" class="small" onClick={() => setMost(most * 5)}>
            Show more of {of.length.toLocaleString('en')}
          </button>
        </p>
      )}
    </>
  )
}
