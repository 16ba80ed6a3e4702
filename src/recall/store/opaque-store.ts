/** Keys of memories that a cube has and that cannot be read: nothing of them is found, and an answer says how many there are. */
import type { DatabaseSync } from 'node:sqlite'

export function createOpaqueStore(database: DatabaseSync) {
  const insert = database.prepare('insert or ignore into opaque (cube, key) values (?, ?)')
  const remove = database.prepare('delete from opaque where cube = ? and key = ?')
  const drop = database.prepare('delete from opaque where cube = ?')
  const count = database.prepare('select count(*) as count from opaque where cube = ?')
  const any = database.prepare('select 1 from opaque limit 1')

  return {
    change(
      cube: number,
      step: { put: readonly { key: string }[]; remove: readonly string[]; opaque: readonly string[] },
    ): void {
      // Most homes have none, and a first index of a cube changes thousands of keys.
      if (any.get() !== undefined) {
        for (const { key } of step.put) remove.run(cube, key)
        for (const key of step.remove) remove.run(cube, key)
      }
      for (const key of step.opaque) insert.run(cube, key)
    },

    dropCube(cube: number): void {
      drop.run(cube)
    },

    count(cubes: readonly number[]): number {
      return cubes.reduce((sum, cube) => sum + (count.get(cube) as { count: number }).count, 0)
    },
  }
}
