/**
 * Documents of other tools, made at random: every kind of record, and anywhere in them unknown fields, fields of another
 * type, fields that are missing, ids that come twice, and any Unicode.
 */
import fc from 'fast-check'

export interface DocumentKind {
  ending: string
  document: fc.Arbitrary<unknown>
  print(value: unknown): string
  parse(text: string): unknown
}

/** Any text, lone surrogates and marks of direction included; `t0`, `t1`... make most of them different. */
export const anyText = fc.oneof(
  { weight: 5, arbitrary: fc.nat(99).map((at) => `t${at} said`) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.constantFrom(
    '\u202etxt.exe',
    'e\u0301',
    '\ufeffbom',
    '',
    '  ',
    '[1',
    '{"a":"b"}',
    '../..',
    'con',
    '\ud800',
  ),
)

/** Few, so that they come twice. */
export const anyId = fc.oneof(fc.constantFrom('a', 'A', 'b', 'a/b', '\u00e9', 'e\u0301'), fc.nat(3), anyText)

export const anyDate = fc.oneof(
  fc.constantFrom(
    '2026-01-15T10:30:00.123456Z',
    '2026-01-15T10:30:00-08:00',
    '1900-01-01',
    '2026-13-45',
    'yesterday',
    '0001-01-01T00:00:00',
    '275761-01-01',
  ),
  fc.integer(),
  fc.double(),
)

export const anyValue: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 2 })
  .chain((value) =>
    fc.oneof(fc.constant(value), anyText, fc.constant({ inner: value }), fc.array(anyText, { maxLength: 3 })),
  )

const fieldName = fc.constantFrom(
  'id',
  'name',
  'extra',
  'note',
  'tags',
  'metadata',
  'vector',
  'toString',
  'é',
)

/** The record with some fields missing, some of another type, and some that nobody knows. */
export function bent(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const mostly = Object.fromEntries(
    Object.entries(shape).map(([name, arbitrary]) => [
      name,
      fc.oneof({ weight: 8, arbitrary }, { weight: 1, arbitrary: anyValue }),
    ]),
  )
  return fc
    .tuple(
      fc.record(mostly, { requiredKeys: [], noNullPrototype: true }),
      fc.dictionary(fieldName, anyValue, { maxKeys: 2, noNullPrototype: true }),
    )
    .map(([known, unknown]) => ({ ...unknown, ...known }))
}

export const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 4 })

const oneDocument = {
  print: (value: unknown) => JSON.stringify(value),
  parse: (text: string) => JSON.parse(text) as unknown,
}

const mem0Memory = bent({
  id: anyId,
  memory: anyText,
  text: anyText,
  data: anyText,
  content: anyText,
  hash: anyText,
  user_id: anyText,
  agent_id: anyText,
  categories: few(anyText),
  metadata: anyValue,
  event: fc.constantFrom('ADD', 'UPDATE', 'DELETE'),
  state: fc.constantFrom('active', 'deleted'),
  created_at: anyDate,
  updated_at: anyDate,
  expiration_date: anyDate,
  embedding: fc.array(fc.double(), { maxLength: 2 }),
  payload: bent({ data: anyText, user_id: anyText, created_at: anyDate }),
})
const mem0Relation = bent({ source: anyText, relationship: anyText, target: anyText, destination: anyText })

export const documents: Record<string, DocumentKind> = {
  mem0: {
    ending: '.json',
    document: fc.oneof(
      few(mem0Memory),
      bent({
        results: few(mem0Memory),
        memories: few(mem0Memory),
        items: few(mem0Memory),
        relations: fc.oneof(
          few(mem0Relation),
          bent({ added_entities: few(few(mem0Relation)), deleted_entities: few(mem0Relation) }),
        ),
        next: anyText,
        count: fc.nat(),
      }),
    ),
    ...oneDocument,
  },
}
