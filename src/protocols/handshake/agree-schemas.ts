// What two sides have of each schema. Invariant: nothing depends on which side is ours. Pure.
// Spec: protocols/handshake/spec.md, "Schemas".
import type { Agreement, Hello, SchemaAgreement, SchemaSupport } from './agreement.ts'

/** The schema of everything that is signed and stored in cubes. */
export const CUBE_SCHEMA = 'memcube/cube'

/** One side: who it is, and what it said. */
interface Side {
  peerId: string
  hello: Hello
}

type Common = Pick<Agreement, 'keys' | 'types'>

/** Of each schema that either side names, and of that of cubes. */
export function agreeSchemas(a: Side, b: Side, common: Common): Record<string, SchemaAgreement> {
  const ids = [CUBE_SCHEMA, ...[...a.hello.schemas, ...b.hello.schemas].map(({ id }) => id)]
  return Object.fromEntries([...new Set(ids)].map((id) => [id, agreeSchema(id, a, b, common)]))
}

function agreeSchema(id: string, a: Side, b: Side, common: Common): SchemaAgreement {
  const [ofA, ofB] = [schemaIn(a, id), schemaIn(b, id)]
  if (ofA === undefined || ofB === undefined) return { result: 'none' }
  if (common.keys.length === 0) return { result: 'store-only' }
  if (id === CUBE_SCHEMA && common.types.length === 0) return { result: 'store-only' }
  const [aReads, bReads] = [reads(ofA, ofB), reads(ofB, ofA)]
  if (aReads && bReads) return { result: 'full' }
  if (aReads || bReads) return { result: 'read-only', reader: aReads ? a.peerId : b.peerId }
  return { result: 'store-only' }
}

/** Why the schema of cubes is not `full`; the first line that applies. */
export function whyNotFull(
  a: Side,
  b: Side,
  { result, reader }: SchemaAgreement,
  common: Common,
): Agreement['reason'] {
  if (result === 'full') return undefined
  const field = `schemas.${CUBE_SCHEMA}`
  const said = `${readsOf(a)} and ${readsOf(b)}`
  if (result === 'none')
    return { field, message: `one of the peers does not know cubes (${said}): they exchange none` }
  if (result === 'read-only')
    return {
      field,
      message: `only ${reader} reads what the other writes (${said}): upgrade the older one to exchange cubes both ways`,
    }
  const unverified = common.keys.length === 0
  if (unverified || common.types.length === 0)
    return {
      field: unverified ? 'keys' : 'types',
      message: `the peers share no ${unverified ? 'kind of key' : 'memory type'}: cubes can be held for each other, but not read`,
    }
  return {
    field,
    message: `neither peer reads what the other writes (${said}): cubes can be held for each other, but not read; upgrade the older one`,
  }
}

function reads(reader: SchemaSupport, writer: SchemaSupport): boolean {
  return reader.min <= writer.writes && writer.writes <= reader.max
}

function schemaIn({ hello }: Side, id: string): SchemaSupport | undefined {
  return hello.schemas.find((schema) => schema.id === id)
}

function readsOf(side: Side): string {
  const schema = schemaIn(side, CUBE_SCHEMA)
  return schema === undefined
    ? 'none'
    : `reads versions ${schema.min} to ${schema.max}, writes ${schema.writes}`
}
