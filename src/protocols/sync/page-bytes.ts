// How large a page of heads is: its bytes, roughly, and what is signed in it. Pure.
import type { HeadsPage } from './ports.ts'

export function pageBytes({ items }: HeadsPage): number {
  return items.reduce(
    (sum, { genesis, head, hint, rosters = [], heads = [] }) =>
      sum +
      [genesis, head, ...rosters, ...heads].reduce((all, { length }) => all + length, 0) +
      (hint === undefined ? 0 : JSON.stringify(hint).length),
    0,
  )
}

/** Heads and rosters, each with a signature or more that the asking side checks. */
export function pageStatements({ items }: HeadsPage): number {
  return items.reduce((sum, { rosters = [], heads = [] }) => sum + 1 + rosters.length + heads.length, 0)
}
