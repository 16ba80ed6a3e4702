/**
 * What a memory is beside its text, as our own exports write it into the formats of others (`memcube: {...}`) and our
 * imports read it back. Pure.
 */
import type { Memory } from '../../core/cube/index.ts'

type Fields = Record<string, unknown>

/** All but text, tags and data. */
export function ownFields(key: string, { media, created, valid, provenance, governance }: Memory): Fields {
  const { source, agent, model, tool } = provenance
  return {
    key,
    media,
    created,
    ...(valid !== undefined && { valid }),
    ...(source !== undefined && { source: source.uri }),
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
    ...(tool !== undefined && { tool }),
    ...governance,
  }
}

export interface OwnFields {
  key?: string
  media?: string
  created?: number
  valid?: { from?: number; until?: number }
  source?: string
  agent?: string
  model?: string
  tool?: string
  licence?: string
  sensitivity?: string
  expires?: number
  priority?: number
}

const texts = ['key', 'media', 'source', 'agent', 'model', 'tool', 'licence', 'sensitivity'] as const
const integers = ['created', 'expires', 'priority'] as const

/** The fields that are what they should be, and the rest, which is somebody else's. */
export function readOwnFields(fields: Fields): { own: OwnFields; rest: Fields } {
  const rest = { ...fields }
  const own: Fields = {}
  const take = (name: string, fits: (value: unknown) => boolean): void => {
    if (!fits(rest[name])) return
    own[name] = rest[name]
    delete rest[name]
  }
  for (const name of texts) take(name, (value) => typeof value === 'string' && value !== '')
  for (const name of integers) take(name, Number.isSafeInteger)
  take('valid', isSpan)
  return { own, rest }
}

function isSpan(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, at]) => (name === 'from' || name === 'until') && Number.isSafeInteger(at) && at >= 0,
    )
  )
}
