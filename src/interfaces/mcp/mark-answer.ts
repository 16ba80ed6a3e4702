/**
 * An answer as a model may read it: every text in it stands between marks that whoever wrote it could not foresee. Bare are
 * only numbers, words of a fixed list of ours, and ids that have the shape of one in a field that holds one. So a field that
 * is new is marked until somebody says here that it cannot hold anybody's words.
 */

/** Fields that the node fills with ids it has verified. What strangers may nest is `opaque`. */
const idFields = new Set([
  'author',
  'authors',
  'base',
  'by',
  'commit',
  'commits',
  'cube',
  'did',
  'fork',
  'forkOf',
  'from',
  'head',
  'id',
  'memory',
  'memories',
  'merged',
  'ours',
  'parents',
  'peerId',
  'proposal',
  'reinstated',
  'swarm',
  'target',
  'theirs',
  'tombstone',
  'tombstones',
  'upstream',
])
const idShape =
  /^(?:did:key:z[1-9A-HJ-NP-Za-km-z]{40,}|b[a-z2-7]{50,}|12D3Koo[1-9A-HJ-NP-Za-km-z]{40,}|[0-9a-f]{32,64})$/
/** A ticket is base32 of what `publish` signed. */
const ticketShape = /^memcube:[a-z2-7]+$/

/** Fields in which strangers nest what they like, names of fields too. */
const opaqueFields = new Set(['data', 'provenance', 'governance', 'card', 'terms'])

/** Whole texts that are ours, whatever field they are in. */
const ownWords = new Set(
  (
    'own team followed community quarantined fork cached held archived evicted private public swarm ' +
    'plaintext activation parameter nothing fast-forward merge unfinished aborted edit/edit edit/remove add/add ' +
    'same contradicts budget duplicate superseded tier over-budget open accepted declined withdrawn expired in out kept ' +
    'ask theirs union exact bound admin writer reader seed online offline joined pending removed you ERR_DENIED ' +
    'ERR_NOT_FOUND ERR_CONFLICT ERR_INVALID_INPUT ERR_LIMIT'
  ).split(' '),
)

/** @param mark the one of this answer, of `createMark` */
export function inMarks(text: string, mark: string): string {
  return `<memory-${mark}>${text}</memory-${mark}>`
}

export function markAnswer(value: unknown, mark: string, field = ''): unknown {
  if (typeof value === 'string') return isOurs(value, field) ? value : inMarks(value, mark)
  if (typeof value !== 'object' || value === null) return value
  if (opaqueFields.has(field)) return inMarks(JSON.stringify(value), mark)
  if (Array.isArray(value)) return value.map((one) => markAnswer(one, mark, field))
  return Object.fromEntries(
    Object.entries(withLabels(value)).map(([name, one]) => [name, markAnswer(one, mark, name)] as const),
  )
}

/** Of a person a model is told the name as it is shown, which says who gave it; of who has none, nothing. */
function withLabels(value: object): object {
  const fields = Object.entries(value)
  const labels = new Map(
    fields.flatMap(([name, one]) =>
      name.endsWith('Label') ? [[`${name.slice(0, -5)}Name`, one as unknown]] : [],
    ),
  )
  if (labels.size === 0) return value
  return Object.fromEntries(
    fields
      .map(([name, one]) => [name, labels.get(name) ?? one] as const)
      .filter(([name, one]) => !name.endsWith('Label') && !(labels.has(name) && one === null)),
  )
}

function isOurs(text: string, field: string): boolean {
  if (text === '' || ownWords.has(text)) return true
  if (field === 'ticket') return ticketShape.test(text)
  return idFields.has(field) && idShape.test(text)
}

/** A text that a model copied with its marks, without them. Everything else as it is. */
export function withoutMarks(value: unknown): unknown {
  if (typeof value === 'string')
    return /^\s*<memory-([0-9a-f]{16})>([^]*)<\/memory-\1>\s*$/.exec(value)?.[2] ?? value
  if (Array.isArray(value)) return value.map(withoutMarks)
  return value
}
