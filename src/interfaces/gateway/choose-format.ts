/**
 * What a request for `/ipfs/CID` asks for, by its query and its Accept header. Pure.
 * Written to the Trustless Gateway Specification of IPFS, of 2026-03-05.
 */

export interface CarWish {
  type: 'car'
  scope: 'block' | 'entity' | 'all'
  /** Whether a block that is met again is sent again. */
  dups: boolean
}

export type Wish = { type: 'raw' } | CarWish | { type: 'refused'; status: 400 | 406; why: string }

type Query = Readonly<Record<string, string | string[] | undefined>>

const formats = { raw: 'application/vnd.ipld.raw', car: 'application/vnd.ipld.car' } as const
const askFor =
  'ask for ?format=raw or ?format=car, or send Accept: application/vnd.ipld.raw or application/vnd.ipld.car'

export function chooseFormat(query: Query, accept: string | undefined): Wish {
  const asked = query['format']
  if (asked !== undefined) {
    if (asked === 'raw') return { type: 'raw' }
    if (asked === 'car') return carWish(query, parametersOf(accept, formats.car))
    return { type: 'refused', status: 400, why: `there is no such format here; ${askFor}` }
  }
  if (accept === undefined || accept.trim() === '')
    return { type: 'refused', status: 400, why: `this gateway gives what can be verified; ${askFor}` }
  for (const { name, parameters } of byPreference(accept)) {
    if (name === formats.raw) return { type: 'raw' }
    if (name === formats.car) {
      const wish = carWish(query, parameters)
      if (wish.type !== 'refused') return wish
    }
  }
  return { type: 'refused', status: 406, why: `this gateway gives what can be verified; ${askFor}` }
}

function carWish(query: Query, parameters: ReadonlyMap<string, string>): Wish {
  const refused = (why: string): Wish => ({ type: 'refused', status: 400, why })
  const of = (name: string): string | undefined => {
    const value = query[`car-${name}`] ?? parameters.get(name)
    return Array.isArray(value) ? value[0] : value
  }
  if ((of('version') ?? '1') !== '1') return refused('CARs are of version 1 here')
  if (!['dfs', 'unk'].includes(of('order') ?? 'dfs')) return refused('the order of blocks is dfs here')
  const dups = of('dups') ?? 'n'
  if (dups !== 'y' && dups !== 'n') return refused('dups is y or n')
  const bytes = query['entity-bytes']
  if (bytes !== undefined && bytes !== '0:*') return refused('entity-bytes is 0:* here: the whole of it')
  const scope = query['dag-scope'] ?? (bytes === undefined ? 'all' : 'entity')
  if (scope !== 'all' && scope !== 'entity' && scope !== 'block')
    return refused('dag-scope is block, entity or all')
  return { type: 'car', scope, dups: dups === 'y' }
}

interface MediaRange {
  name: string
  parameters: ReadonlyMap<string, string>
  q: number
}

/** Entries that are looked at; browsers send fewer than ten. Guess. */
const maxRanges = 32

/** What is refused (`q=0`) is not among them. */
function byPreference(accept: string): MediaRange[] {
  return accept
    .split(',', maxRanges)
    .map(parseRange)
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
}

function parametersOf(accept: string | undefined, name: string): ReadonlyMap<string, string> {
  return byPreference(accept ?? '').find((one) => one.name === name)?.parameters ?? new Map()
}

function parseRange(text: string): MediaRange {
  const [name = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase())
  const parameters = new Map(rest.map((part) => part.split('=', 2) as [string, string]))
  const q = Number(parameters.get('q') ?? 1)
  return { name, parameters, q: q >= 0 && q <= 1 ? q : 1 }
}
