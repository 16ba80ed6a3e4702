/** Lists in pages, for clients that refuse or cut long answers. */
import { MemCubeError } from '../../core/errors.ts'

/** Items of a page when no limit is given, and at most. Guesses: some thousand tokens. */
const defaultItems = 100
export const maxItems = 500
/** JSON of a page, in characters: a page of long items ends early. A guess: some 4,000 tokens, twice in an answer. */
const maxChars = 16_000

export interface PageAsked {
  limit?: number | undefined
  cursor?: string | undefined
}

/**
 * A page of the lists in some fields of an answer, taken one after the other. `next` is the cursor of the page after it and
 * is absent on the last one; `total` counts all items.
 * @param list names the list with its filters: a cursor of another one is refused
 * @throws ERR_INVALID_INPUT
 */
export function pageOf(
  answer: Record<string, unknown>,
  fields: readonly string[],
  list: string,
  { limit = defaultItems, cursor }: PageAsked,
): Record<string, unknown> {
  const all = fields.flatMap((field) => itemsOf(answer, field).map((item) => ({ field, item })))
  const start =
    cursor === undefined
      ? 0
      : startOf(
          all.map(({ item }) => idOf(item)),
          list,
          cursor,
        )
  const page: typeof all = []
  let chars = 0
  for (const one of all.slice(start, start + limit)) {
    chars += JSON.stringify(one.item).length
    if (page.length > 0 && chars > maxChars) break
    page.push(one)
  }
  const end = start + page.length
  const last = page.at(-1)
  const parts = fields
    .filter((field) => answer[field] !== undefined)
    .map((field) => [field, page.filter((one) => one.field === field).map(({ item }) => item)] as const)
  return {
    ...answer,
    ...Object.fromEntries(parts),
    ...(last !== undefined && end < all.length && { next: seal([list, end, idOf(last.item)]) }),
    total: all.length,
  }
}

function itemsOf(answer: Record<string, unknown>, field: string): unknown[] {
  return (answer[field] as unknown[] | undefined) ?? []
}

/** What the item is known by when the list has changed meanwhile. */
function idOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item)
  const { commit, id, cube, name, key } = item as Record<string, unknown>
  return JSON.stringify([commit ?? id ?? cube ?? name ?? key])
}

type Place = [list: string, index: number, id: string]

const seal = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

function startOf(ids: readonly string[], list: string, cursor: string): number {
  const [of, index, id] = open(cursor)
  if (of !== list) throw unknown()
  const at = ids.indexOf(id)
  // It is gone, and what came after it has moved up by one. Rather one item twice than one never.
  return at === -1 ? Math.max(0, Math.min(index, ids.length) - 1) : at + 1
}

function open(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(place) && place.length === 3 && Number.isSafeInteger(place[1])) return place as Place
  } catch {
    // Said below.
  }
  throw unknown()
}

function unknown(): MemCubeError {
  return new MemCubeError('ERR_INVALID_INPUT', 'the cursor is none that this list gave', {
    hint: 'Give `next` of the page before with the same arguments, or begin again without a cursor.',
  })
}

/** Items that a list within another answer may have; the rest is counted. Guess. */
const maxNested = 50

/** Lists of an answer that is no list itself, cut to so many items, with `more` counting the rest. */
export function withShortLists(answer: Record<string, unknown>): Record<string, unknown> {
  const more: Record<string, number> = {}
  const short = Object.entries(answer).map(([field, value]) => {
    if (!Array.isArray(value) || value.length <= maxNested) return [field, value] as const
    more[field] = value.length - maxNested
    return [field, value.slice(0, maxNested)] as const
  })
  return { ...Object.fromEntries(short), ...(Object.keys(more).length > 0 && { more }) }
}
