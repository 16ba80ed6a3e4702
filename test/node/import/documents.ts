/**
 * Documents of other tools, made at random: every kind of record, and anywhere in them unknown fields, fields of another
 * type, fields that are missing, ids that come twice, and any Unicode.
 */
import fc from 'fast-check'

export interface DocumentKind {
  document: fc.Arbitrary<unknown>
  /** One file, or the files of a folder by their names; the first is what is imported when it is alone. */
  print(value: unknown): Record<string, string>
  /** What stands in it, as JSON has it, and where its paths begin. */
  parts(value: unknown): Part[]
}

export interface Part {
  value: unknown
  path: string[]
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

/** What JSON makes of a value: no `undefined`, no -0. */
const throughJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

export const oneDocument = (name: string): Pick<DocumentKind, 'print' | 'parts'> => ({
  print: (value) => ({ [name]: JSON.stringify(value) }),
  parts: (value) => [{ value: throughJson(value), path: [] }],
})

const linesOf = (value: unknown): string =>
  (value as unknown[]).map((line) => JSON.stringify(line)).join('\r\n')

const lines = (name: string): Pick<DocumentKind, 'print' | 'parts'> => ({
  print: (value) => ({ [name]: linesOf(value) }),
  parts: (value) => (throughJson(value) as unknown[]).map((line) => ({ value: line, path: [] })),
})

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

const lettaPart = fc.oneof(
  { weight: 4, arbitrary: bent({ type: fc.constant('text'), text: anyText }) },
  bent({ type: fc.constant('tool_call'), id: anyText, name: anyText, input: anyValue }),
  anyText,
)
const lettaMessage = bent({
  id: anyId,
  role: fc.constantFrom('user', 'assistant', 'system', 'tool', 'approval', 'function'),
  content: fc.oneof(anyText, few(lettaPart)),
  text: fc.oneof(anyText, few(lettaPart)),
  name: anyText,
  model: anyText,
  tool_calls: few(anyValue),
  tool_call_id: anyText,
  created_at: anyDate,
})
const lettaBlock = bent({
  id: anyId,
  label: anyText,
  value: anyText,
  description: anyText,
  tags: few(anyText),
  limit: fc.nat(),
  metadata: anyValue,
})
const lettaPassage = bent({
  id: anyId,
  text: anyText,
  tags: few(anyText),
  created_at: anyDate,
  embedding: few(fc.double()),
})
const lettaAgent = {
  id: anyId,
  name: anyText,
  description: anyText,
  system: anyText,
  agent_type: anyText,
  tags: few(anyText),
  llm_config: bent({ model: anyText }),
  embedding_config: bent({ model: anyText }),
  block_ids: few(anyId),
  memory_blocks: few(lettaBlock),
  core_memory: few(lettaBlock),
  messages: few(lettaMessage),
  archival_memory: few(lettaPassage),
  metadata: anyValue,
}
const lettaDocument = fc.oneof(
  bent({
    agents: few(bent(lettaAgent)),
    groups: few(bent({ id: anyId, description: anyText })),
    blocks: few(lettaBlock),
    files: few(
      bent({
        id: anyId,
        file_name: anyText,
        content: anyText,
        file_path: anyText,
        file_creation_date: anyDate,
      }),
    ),
    sources: few(
      bent({
        id: anyId,
        name: anyText,
        description: anyText,
        instructions: anyText,
        embedding_config: anyValue,
      }),
    ),
    tools: few(anyValue),
    mcp_servers: few(anyValue),
    metadata: anyValue,
    created_at: anyDate,
  }),
  bent(lettaAgent),
)

const mcpEntity = bent({ name: anyId, entityType: anyText, observations: few(anyText) })
const mcpRelation = bent({ from: anyId, to: anyId, relationType: anyText })
const ofType = (type: string, shape: fc.Arbitrary<Record<string, unknown>>) =>
  shape.map((record) => ({ ...record, type }))
/** The first line says what the file is. */
const mcpLines = few(fc.oneof(ofType('entity', mcpEntity), ofType('relation', mcpRelation), anyValue)).map(
  (rest) => [{ name: 'first', observations: ['one'], type: 'entity' }, ...rest],
)

const cogxRecord = {
  external_system: anyText,
  external_id: anyId,
  scope: bent({ user_id: anyText, agent_id: anyText }),
  created_at: anyDate,
  updated_at: anyDate,
  metadata: anyValue,
}
const cogxKinds: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  'documents.jsonl': { content: anyText, title: anyText, mime_type: anyText },
  'episodes.jsonl': {
    title: anyText,
    categories: few(anyText),
    turns: few(bent({ role: anyText, content: anyText, occurred_at: anyDate })),
  },
  'entities.jsonl': { name: anyText, entity_type: anyText, description: anyText, aliases: few(anyText) },
  'facts.jsonl': {
    subject_ref: anyText,
    predicate: anyText,
    object_ref: anyText,
    fact_text: anyText,
    valid_at: anyDate,
    invalid_at: anyDate,
    provenance: few(anyText),
  },
  'memories.jsonl': { content: anyText, categories: few(anyText) },
  'memory_blocks.jsonl': { label: anyText, value: anyText },
  'nodes.jsonl': { id: anyId, type: anyText, name: anyText, text: anyText, embedding: few(fc.double()) },
}
const cogxArchive = fc.record(
  Object.fromEntries(
    Object.entries(cogxKinds).map(([file, shape]) => [file, few(bent({ ...cogxRecord, ...shape }))]),
  ),
)

const memosMemory = bent({
  id: anyId,
  memory: anyText,
  metadata: bent({
    tags: few(anyText),
    created_at: anyDate,
    updated_at: anyDate,
    sources: few(anyText),
    status: anyText,
    memcube: bent({ key: anyText, media: anyText, created: anyDate, source: anyText, data: anyValue }),
    embedding: few(fc.double()),
  }),
})

const mpfRecord = bent({
  id: anyId,
  kind: fc.constantFrom('memory', 'fact', 'event', 'document', 'acme.note'),
  payload_version: anyText,
  valid_time_start: anyDate,
  provenance: bent({
    wasAttributedTo: bent({ type: fc.constantFrom('agent', 'user'), id: anyText }),
    wasInfluencedBy: few(bent({ uri: anyText })),
    generatedAtTime: anyDate,
  }),
  payload: bent({
    content: anyText,
    statement: anyText,
    category: anyText,
    subcategory: anyText,
    created: anyDate,
    source_model: anyText,
    metadata: fc.oneof(
      anyValue,
      bent({
        memcube: bent({
          memory: anyText,
          key: anyText,
          media: anyText,
          tags: few(anyText),
          tool: anyText,
          governance: bent({ licence: anyText }),
          data: bent({}),
        }),
      }),
    ),
  }),
})

export const documents: Record<string, DocumentKind> = {
  mem0: {
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
    ...oneDocument('all.json'),
  },
  letta: { document: lettaDocument, ...oneDocument('agent.af') },
  'mcp-memory': {
    document: fc.oneof(mcpLines, bent({ entities: few(mcpEntity), relations: few(mcpRelation) })),
    print: (value) => (Array.isArray(value) ? lines('memory.json') : oneDocument('memory.json')).print(value),
    parts: (value) => (Array.isArray(value) ? lines('memory.json') : oneDocument('memory.json')).parts(value),
  },
  cogx: {
    document: cogxArchive,
    print: (value) => ({
      'manifest.json': '{"cogx_version":"0.1"}',
      ...Object.fromEntries(
        Object.entries(value as object).map(([file, records]) => [file, linesOf(records)]),
      ),
    }),
    parts: (value) =>
      Object.entries(throughJson(value) as Record<string, unknown[]>).flatMap(([file, records]) =>
        records.map((record) => ({ value: record, path: [`${file}:`] })),
      ),
  },
  memos: {
    document: fc.oneof(
      few(bent({ id: anyId, payload: memosMemory, vector: few(fc.double()), score: fc.double() })),
      bent({
        nodes: few(memosMemory),
        edges: few(bent({ source: anyId, target: anyId, type: anyText })),
        total_nodes: fc.nat(),
      }),
    ),
    ...oneDocument('textual_memory.json'),
  },
  mpf: {
    document: bent({
      source_system: anyText,
      source_instance: anyText,
      records: few(mpfRecord),
      relations: few(anyValue),
      kg_triples: few(anyValue),
      memory_versions: few(anyValue),
      embeddings: anyValue,
    }).map((envelope) => ({ ...envelope, mpf_version: '0.2.0' })),
    ...oneDocument('all.mpf'),
  },
  jsonl: {
    document: few(
      bent({
        key: anyText,
        body: anyText,
        tags: few(anyText),
        created: anyDate,
        source: anyText,
        session: anyText,
        order: fc.integer(),
        media: anyText,
        agent: anyText,
        expires: anyDate,
        valid: bent({ from: anyDate }),
        data: bent({ session: anyText, order: anyText }),
      }),
    ),
    ...lines('all.jsonl'),
  },
}
