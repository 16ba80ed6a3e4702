/** What the database of the index has: each of its tables behind the functions that read and write it. */
import type { DatabaseSync } from 'node:sqlite'
import { createAwayStore } from './away-store.ts'
import { createCursorStore } from './cursor-store.ts'
import { createMemoryStore } from './memory-store.ts'
import { createNames, createVoiceNames } from './names.ts'
import { createOpaqueStore } from './opaque-store.ts'
import { createPlaceStore } from './place-store.ts'
import { createVectorStore } from './vector-store.ts'

export type Tables = ReturnType<typeof createTables>

/** @param options `keepsTexts`: see `createMemoryStore` */
export function createTables(database: DatabaseSync, options: { keepsTexts: boolean }) {
  return {
    away: createAwayStore(database),
    memories: createMemoryStore(database, options),
    places: createPlaceStore(database),
    tags: createNames(database, 'tag_sets', 'tags'),
    sessions: createNames(database, 'sessions', 'session'),
    voices: createVoiceNames(database),
    cursors: createCursorStore(database),
    opaque: createOpaqueStore(database),
    vectors: createVectorStore(database),
  }
}
