/** An item as the memory that it becomes. Pure. */
import { composeText, type ComposedMemory } from '../../cubes/index.ts'
import type { ImportedMemory } from './importer.ts'

/** @throws ERR_LIMIT, ERR_INVALID_INPUT for what no memory can hold */
export function composeItem(item: ImportedMemory, created: number): ComposedMemory {
  return composeText(item.key, item.body, {
    type: 'plaintext',
    media: item.media,
    tags: item.tags ?? [],
    created,
    provenance: {
      activity: 'import',
      ...(item.tool !== undefined && { tool: item.tool }),
      ...(item.agent !== undefined && { agent: item.agent }),
      ...(item.model !== undefined && { model: item.model }),
      ...(item.source !== undefined && { source: { uri: item.source } }),
    },
    governance: {
      ...(item.licence !== undefined && { licence: item.licence }),
      ...(item.sensitivity !== undefined && { sensitivity: item.sensitivity }),
      ...(item.expires !== undefined && { expires: item.expires }),
      ...(item.priority !== undefined && { priority: item.priority }),
    },
    ...(item.valid !== undefined && { valid: item.valid }),
    ...(item.data !== undefined && { data: item.data }),
  })
}
