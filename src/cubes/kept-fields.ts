/** What a memory keeps when its text or file is changed: all that was said of it and that nobody took back. Pure. */
import type { Memory, MemoryInput } from '../core/cube/index.ts'

/** What can be taken back without saying something else. */
export const clearableFields = ['tags', 'media', 'source', 'data', 'valid', 'governance'] as const
type ClearableField = (typeof clearableFields)[number]

type KeptFields = Pick<MemoryInput, 'tags' | 'valid' | 'data' | 'governance'> & {
  media?: string
  source?: Memory['provenance']['source']
  type?: Memory['type']
}

/**
 * How the old text came about (agent, model, tool, what it was derived from) is not true of the new one and goes.
 * @param before what the key holds; undefined for a new memory
 * @param isText whether a text takes its place; the media type of a text is none for a file, nor the other way round
 */
export function keptFields(
  before: Memory | undefined,
  isText: boolean,
  clear: readonly ClearableField[],
): KeptFields {
  const keeps = (field: ClearableField): boolean => !clear.includes(field)
  const { source } = before?.provenance ?? {}
  const isSameKind = before !== undefined && isTextMemory(before) === isText
  return {
    tags: before !== undefined && keeps('tags') ? before.tags : [],
    governance: before !== undefined && keeps('governance') ? before.governance : {},
    ...(before?.valid !== undefined && keeps('valid') && { valid: before.valid }),
    ...(before?.data !== undefined && keeps('data') && { data: before.data }),
    ...(source !== undefined && keeps('source') && { source }),
    ...(isSameKind && { type: before.type, ...(keeps('media') && { media: before.media }) }),
  }
}

function isTextMemory({ type, body, media }: Pick<Memory, 'type' | 'body' | 'media'>): boolean {
  return type === 'plaintext' && (typeof body === 'string' || media.startsWith('text/'))
}
