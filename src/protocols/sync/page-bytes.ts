// How many bytes a page of heads has, roughly: what is signed, and its hints. Pure.
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
