/**
 * The formats of a home, and the steps between them.
 *
 *   1   the first: keys, config.json, api.token, store/level with the keys of `key-space.ts`, index/
 *   2   the same; records in the store may be of version 2 (protocols/cube/spec.md, "Versions")
 *
 * A format changes when a program of the format before would misread what is there or lose it by writing. What such a
 * program ignores or keeps needs no new format: another space of records, another field of config.json or of a record,
 * another file beside the others (`store/marks` came so), anything in the index, which is made again.
 */
export { migrateHome, type MigrationStep } from './migrate.ts'
import { join } from 'node:path'
import { loadConfig } from '../home-config.ts'
import type { MigrationStep } from './migrate.ts'

/**
 * Records of version 1 stay as they are, and those of version 2 are written beside them. The number alone goes up: a
 * program of format 1 could not read its own cubes any more, and is to say so when it opens the home.
 */
const toTwo: MigrationStep = {
  to: 2,
  about: 'records of version 2 may be in the store',
  async write(home) {
    // A damaged one stays as it is, for whoever mends it.
    await loadConfig(join(home, 'config.json'), 1)
    return []
  },
}

/** In order; the last one makes the format that this program reads, `homeVersion`. Format 1 was made by none. */
export const migrations: readonly MigrationStep[] = [toTwo]
