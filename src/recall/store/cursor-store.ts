/** Which cubes the index knows, and at which commit each of them stands. */
import type { DatabaseSync } from 'node:sqlite'

export function createCursorStore(database: DatabaseSync) {
  const insert = database.prepare('insert into cubes (cube) values (?) returning id')
  const update = database.prepare('update cubes set at = ? where id = ?')
  const remove = database.prepare('delete from cubes where id = ?')
  const names = new Map<number, string>()
  const ids = new Map<string, number>()
  const cursors = new Map<number, string>()

  function load(): void {
    for (const map of [names, ids, cursors]) map.clear()
    const rows = database.prepare('select id, cube, at from cubes').all() as unknown as CubeRow[]
    for (const { id, cube, at } of rows) {
      names.set(id, cube)
      ids.set(cube, id)
      if (at !== null) cursors.set(id, at)
    }
  }

  load()
  return {
    load,
    idOf: (cube: string) => ids.get(cube),
    nameOf: (id: number) => names.get(id) ?? '',
    /** By cube; of those that were fed to an end. */
    all: () =>
      Object.fromEntries([...cursors].map(([id, at]): [string, string] => [names.get(id) ?? '', at])),
    cursorOf: (cube: string) => cursors.get(ids.get(cube) ?? 0),

    /** The cube's id, new if it has none. */
    ensure(cube: string): number {
      const known = ids.get(cube)
      if (known !== undefined) return known
      const { id } = insert.get(cube) as { id: number }
      names.set(id, cube)
      ids.set(cube, id)
      return id
    },

    moveTo(id: number, at: string): void {
      update.run(at, id)
      cursors.set(id, at)
    },

    drop(id: number): void {
      remove.run(id)
      ids.delete(names.get(id) ?? '')
      names.delete(id)
      cursors.delete(id)
    },
  }
}

interface CubeRow {
  id: number
  cube: string
  at: string | null
}
