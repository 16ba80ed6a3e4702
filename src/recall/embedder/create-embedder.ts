import type { Embedder, EmbedderConfig } from './embedder.ts'
import { createOpenAiEmbedder } from './openai-embedder.ts'
import { SoftMatch } from './soft-match.ts'
import { createStaticEmbedder } from './static-embedder.ts'
import { loadTokenTable } from './token-table.ts'

/** The embedder that a configuration names, and the soft match that belongs to it, if it has a token table. */
export function createEmbedder(config: EmbedderConfig): { embedder: Embedder; softMatch?: SoftMatch } {
  if (config.kind === 'openai') return { embedder: createOpenAiEmbedder(config) }
  const table = loadTokenTable()
  return { embedder: createStaticEmbedder(table), softMatch: new SoftMatch(table) }
}
