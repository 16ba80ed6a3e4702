/** Texts that many rows share, as numbers: tag sets, sessions, voices. */
import type { DatabaseSync } from 'node:sqlite'

/** Rows of one column of text, each once. */
export function createNames(
  database: DatabaseSync,
  table: 'tag_sets' | 'sessions',
  column: 'tags' | 'session',
) {
  const find = database.prepare(`select id from ${table} where ${column} = ?`)
  const insert = database.prepare(`insert into ${table} (${column}) values (?) returning id`)
  const name = database.prepare(`select ${column} as name from ${table} where id = ?`)
  const all = database.prepare(`select id, ${column} as name from ${table}`)
  return {
    ensure: (text: string): number => ((find.get(text) ?? insert.get(text)) as { id: number }).id,
    nameOf: (id: number): string => (name.get(id) as { name: string } | undefined)?.name ?? '',
    all: () => all.all() as unknown as { id: number; name: string }[],
  }
}

/** Who speaks in a cube. */
export interface VoiceRow {
  id: number
  cube: number
  author: string
  voice: string
}

export function createVoiceNames(database: DatabaseSync) {
  const insert = database.prepare('insert into voices (cube, author, voice) values (?, ?, ?) returning id')
  const all = database.prepare('select id, cube, author, voice from voices')
  const byId = new Map<number, VoiceRow>()
  const byName = new Map<string, VoiceRow>()
  const byVoice = new Map<string, number[]>()
  const nameOf = ({ cube, author, voice }: Omit<VoiceRow, 'id'>): string => `${cube} ${author} ${voice}`

  function remember(row: VoiceRow): VoiceRow {
    byId.set(row.id, row)
    byName.set(nameOf(row), row)
    const heard = `${row.cube} ${row.voice}`
    byVoice.set(heard, [...(byVoice.get(heard) ?? []), row.id])
    return row
  }

  return {
    load(): void {
      byId.clear()
      byName.clear()
      byVoice.clear()
      for (const row of all.all() as unknown as VoiceRow[]) remember(row)
    },
    ensure(named: Omit<VoiceRow, 'id'>): number {
      const known = byName.get(nameOf(named))
      if (known !== undefined) return known.id
      const { id } = insert.get(named.cube, named.author, named.voice) as { id: number }
      return remember({ id, ...named }).id
    },
    get: (id: number) => byId.get(id),
    /** Ids of the voices of a cube that are so called. */
    named: (cube: number, voice: string): readonly number[] => byVoice.get(`${cube} ${voice}`) ?? [],
    all: () => byId.values(),
  }
}
