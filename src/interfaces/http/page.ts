/** Lists in pages: which part of a list comes next, given where the one before ended. */
import { MemCubeError } from '../../core/errors.ts'
import type { Cursors, ListPlace } from './cursor.ts'
import type { List } from './routes/index.ts'

export const defaultPage = 100
export const maxPage = 1_000

export interface PageRequest {
  limit: number
  after: ListPlace | undefined
  /** The list with its filters, for the cursor. */
  list: string
}

/** Takes `limit` and `cursor` out of a query. @throws ERR_INVALID_INPUT */
export function readPage(
  path: string,
  query: Record<string, unknown>,
  cursors: Cursors,
): { page: PageRequest; rest: Record<string, unknown> } {
  const { limit = String(defaultPage), cursor, ...rest } = query
  const wanted = typeof limit === 'string' && /^\d{1,6}$/.test(limit) ? Number(limit) : 0
  if (wanted < 1 || wanted > maxPage)
    throw new MemCubeError('ERR_INVALID_INPUT', `expected a limit from 1 to ${maxPage}`, {
      hint: 'a page has 100 items when no limit is given',
    })
  if (cursor !== undefined && typeof cursor !== 'string')
    throw new MemCubeError('ERR_INVALID_INPUT', 'expected one cursor', {
      hint: 'give `next` of the page before',
    })
  const list = `${path}?${JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))}`
  return {
    page: { limit: wanted, list, after: cursor === undefined ? undefined : cursors.open(list, cursor) },
    rest,
  }
}

/** Items that a use case has to give for a page, as long as nothing went away before it. */
export function itemsNeeded({ limit, after }: PageRequest): number {
  return (after?.index ?? 0) + limit + 1
}

/** Whether the item that the last page ended with is not among these. */
export function isLost({ field, id }: List, { after }: PageRequest, answer: object): boolean {
  return after !== undefined && !itemsOf(field, answer).some((item) => id(item as never) === after.id)
}

/** The page of a whole list, with `next`: a cursor, or null at the end. */
export function pageOf(
  { field, id }: List,
  { limit, after, list }: PageRequest,
  answer: object,
  cursors: Cursors,
): Record<string, unknown> {
  const items = itemsOf(field, answer)
  const start =
    after === undefined
      ? 0
      : startAfter(
          items.map((item) => id(item as never)),
          after,
        )
  const found = items.slice(start, start + limit)
  const last = found.at(-1)
  const isEnd = start + limit >= items.length || last === undefined
  return {
    ...answer,
    [field]: found,
    next: isEnd ? null : cursors.seal(list, { id: id(last as never), index: start + found.length }),
  }
}

function startAfter(ids: readonly string[], { id, index }: ListPlace): number {
  const at = ids.indexOf(id)
  // It is gone, and what came after it has moved up by one. Rather one item twice than one never.
  return at === -1 ? Math.max(0, Math.min(index, ids.length) - 1) : at + 1
}

function itemsOf(field: string, answer: object): unknown[] {
  return (answer as Record<string, unknown[]>)[field] ?? []
}
