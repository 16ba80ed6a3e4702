// Writes protocols/merge/vectors: `node scripts/vectors/merge.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { refusedMerges, validMerges } from './merge/cases.ts'

/** Where the vectors live. */
export const MERGE_VECTORS = new URL('../../protocols/merge/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export async function mergeVectors(): Promise<Record<string, string>> {
  const files = { 'valid/merges.json': await validMerges(), 'invalid/histories.json': refusedMerges() }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await mergeVectors())) {
    const file = new URL(path, MERGE_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
