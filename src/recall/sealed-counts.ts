/**
 * What an index holds in numbers, beside its file while nobody has that open: so that whoever only counts need not load it. Kept of an
 * index in which nothing waits and nothing is at a server; gone with the first write, as the digest is.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { shippedTable } from './embedder/token-table.ts'
import { DATABASE, DIGEST, writeWhole } from './store/index-names.ts'
import { INDEX_VERSION } from './store/index-version.ts'

export interface IndexCounts {
  /** Memories, each of which has its vectors. */
  texts: number
  /** Where the index stands with each cube. */
  cursors: Readonly<Record<string, string>>
}

/** Of which file, and by which program. */
interface Seal {
  digest: string
  version: number
  table: string
}

const COUNTS = 'index.counts.json'

/** Once the digest is written. */
export function keepCounts(folder: string, counts: IndexCounts): void {
  if (sealedCounts(folder) === undefined)
    writeWhole(join(folder, COUNTS), JSON.stringify({ ...sealOf(folder), ...counts }))
}

export function removeCounts(folder: string): void {
  rmSync(join(folder, COUNTS), { force: true })
}

/** Undefined where the index has to be opened to know: it was not closed in order, or this program makes another one. */
export function sealedCounts(folder: string): IndexCounts | undefined {
  const path = join(folder, DATABASE)
  if (!existsSync(path) || existsSync(`${path}-wal`)) return undefined
  try {
    const kept = JSON.parse(readFileSync(join(folder, COUNTS), 'utf8')) as IndexCounts & Seal
    const { digest, version, table } = sealOf(folder)
    if (kept.digest !== digest || kept.version !== version || kept.table !== table) return undefined
    return { texts: kept.texts, cursors: kept.cursors }
  } catch {
    return undefined
  }
}

function sealOf(folder: string): Seal {
  return {
    digest: readFileSync(join(folder, DIGEST), 'utf8'),
    version: INDEX_VERSION,
    table: shippedTable(),
  }
}
