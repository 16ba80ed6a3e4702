/** A statement that one thing stands in a relation to another, as graph memories keep them: one memory of one sentence. Pure. */
import { isFields, keySegment } from './fields.ts'
import type { ImportItem } from './importer.ts'
import { otherVectors } from './not-memory.ts'
import { RecordReader } from './record-reader.ts'

interface RelationShape {
  tool: string
  /** Where its keys begin. */
  prefix: string
  /** The names of the three fields, as this tool writes them; the first that is there counts. */
  from: readonly string[]
  relation: readonly string[]
  to: readonly string[]
}

export function relationOf(value: unknown, item: string, shape: RelationShape): ImportItem {
  if (!isFields(value)) return { item, reason: 'not an object', of: value }
  const read = new RecordReader(value)
  const ends = [shape.from, shape.relation, shape.to].flatMap((names) => read.namedId(names))
  const [from, relation, to] = ends.map(([, id]) => id)
  if (from === undefined || relation === undefined || to === undefined) {
    const names = [shape.from[0], shape.to[0], shape.relation[0]]
    return { item, reason: `a relation without ${names[0]}, ${names[1]} or ${names[2]}`, of: value }
  }
  return {
    item,
    key: `${shape.prefix}/${[from, relation, to].map(keySegment).join('/')}`,
    body: `${from} ${relation} ${to}`,
    media: 'text/plain',
    tags: ['relation'],
    created: read.time('created_at', 'createdAt', 'created'),
    tool: shape.tool,
    data: {
      ...read.rest(otherVectors),
      ...Object.fromEntries(ends),
    },
  }
}
