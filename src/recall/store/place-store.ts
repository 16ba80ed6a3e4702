/** Where memories stand: in which cube, under which key, with whose voice, and what they stand beside. */
import type { DatabaseSync } from 'node:sqlite'

export interface PlaceRow {
  id: number
  cube: number
  key: string
  memory: number
  voice: number
  session: number | null
  /** Its turn in the session. */
  turn: number | null
}

export type PlaceStore = ReturnType<typeof createPlaceStore>

const columns = 'id, cube, key, memory, voice, session, turn'

export function createPlaceStore(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql)
  const insert = prepare(`insert into places (${columns}) values (?, ?, ?, ?, ?, ?, ?)`)
  const remove = prepare('delete from places where id = ?')
  const byId = prepare(`select ${columns} from places where id = ?`)
  const byKey = prepare(`select ${columns} from places where cube = ? and key = ?`)
  const ofCube = prepare(`select ${columns} from places where cube = ?`)
  const entries = prepare(
    'select p.key, m.cid from places p join memories m on m.id = p.memory where p.cube = ?',
  )
  const all = prepare('select id, cube, memory, voice from places')
  const before = prepare(neighbour('<', 'desc'))
  const after = prepare(neighbour('>', 'asc'))

  return {
    insert: ({ id, cube, key, memory, voice, session, turn }: PlaceRow): void =>
      void insert.run(id, cube, key, memory, voice, session, turn),
    remove: (id: number): void => void remove.run(id),
    byId: (id: number) => byId.get(id) as unknown as PlaceRow | undefined,
    byKey: (cube: number, key: string) => byKey.get(cube, key) as unknown as PlaceRow | undefined,
    ofCube: (cube: number) => ofCube.all(cube) as unknown as PlaceRow[],
    all: () => all.iterate() as unknown as Iterable<Pick<PlaceRow, 'id' | 'cube' | 'memory' | 'voice'>>,

    /** Keys of a cube with the CIDs of what stands under them. */
    entriesOf: (cube: number): [key: string, cid: string][] =>
      (entries.all(cube) as unknown as { key: string; cid: string }[]).map(({ key, cid }) => [key, cid]),

    /** The memories before and after a place in its session. */
    neighboursOf(id: number): { previous: number | undefined; next: number | undefined } {
      const row = byId.get(id) as unknown as PlaceRow | undefined
      if (!row || row.session === null) return { previous: undefined, next: undefined }
      const at = [row.cube, row.session, row.turn, row.key]
      const memoryOf = (found: unknown): number | undefined =>
        (found as { memory: number } | undefined)?.memory
      return { previous: memoryOf(before.get(...at)), next: memoryOf(after.get(...at)) }
    },
  }
}

function neighbour(comparison: '<' | '>', direction: 'asc' | 'desc'): string {
  return (
    `select memory from places where cube = ? and session = ? and (turn, key) ${comparison} (?, ?) ` +
    `order by turn ${direction}, key ${direction} limit 1`
  )
}
