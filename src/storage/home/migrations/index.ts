/**
 * The formats of a home, and the steps between them.
 *
 *   1   the first: keys, config.json, api.token, store/level with the keys of `key-space.ts`, index/
 *
 * A format changes when a program of the format before would misread what is there or lose it by writing. What such a
 * program ignores or keeps needs no new format: another space of records, another field of config.json or of a record,
 * another file beside the others (`store/marks` came so), anything in the index, which is made again.
 */
export { migrateHome, type MigrationStep } from './migrate.ts'
import type { MigrationStep } from './migrate.ts'

/** In order; the last one makes the format that this program reads, `homeVersion`. Format 1 was made by none. */
export const migrations: readonly MigrationStep[] = []
