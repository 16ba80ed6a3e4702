/** What a server says is checked before it counts: rows that were not asked for, twice, or of another shape are refused. Pure. */
import { RecallError } from '../errors.ts'
import type { TermRow } from '../words/segment-store.ts'
import type { AskedTerms, AwayVector, FoundTerm } from './interface.ts'

/** Of a list of terms: a passage takes at least a byte. */
const maxBodyBytes = 64 * 1024 * 1024

export function judgeFound(
  found: readonly FoundTerm[],
  segments: readonly number[],
  terms: readonly AskedTerms[],
): FoundTerm[] {
  const known = new Set(segments)
  const seen = new Set<string>()
  for (const row of found) {
    judgeRow(row)
    const asked = terms[row.asked]
    const fits =
      asked !== undefined && (asked.isPrefix ? row.term.startsWith(asked.term) : row.term === asked.term)
    const name = `${row.segment} ${row.asked} ${row.term}`
    if (!fits || !known.has(row.segment) || seen.has(name))
      throw refused('a list of a term that was not asked for')
    seen.add(name)
  }
  return [...found]
}

export function judgeRow({ term, passages, body }: TermRow): void {
  const isList = typeof term === 'string' && (body as unknown) instanceof Uint8Array
  const isWhole = isList && Number.isInteger(passages) && passages > 0 && passages <= body.length
  if (!isWhole || body.length > maxBodyBytes) throw refused('a list of a term that is no list')
}

/**
 * Those that are what the index has: a row of another generation is left over from a passage that is gone.
 * @param generationOf a passage at the server; 0 for one that is not there
 */
export function judgeVectors(
  vectors: readonly AwayVector[],
  dimensions: number,
  generationOf: (passage: number) => number,
): AwayVector[] {
  for (const { passage, generation, scale, cells } of vectors) {
    const isWhole = Number.isInteger(passage) && passage > 0 && Number.isInteger(generation) && generation > 0
    if (!isWhole || !(scale > 0 && scale <= 1) || cells.length !== dimensions)
      throw refused('a vector that is no vector')
  }
  return vectors.filter(({ passage, generation }) => generationOf(passage) === generation)
}

function refused(what: string): RecallError {
  return new RecallError('ERR_CORRUPT', `the server of recall answered with ${what}`, {
    hint: 'stop memcube, delete the folder `index` in its home and start it again: the index is built again from the store',
  })
}
