import { readFile, writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { zipOf } from './zip-of.ts'

interface Imported {
  leftOut: { reason: string; count: number; examples: string[] }[]
  read: number
  added: number
  unchanged: number
  skipped: { item: string; reason: string }[]
}

interface Shown {
  body: string
  tags: string[]
  created: number
  provenance: Record<string, unknown>
  governance: Record<string, unknown>
  valid: unknown
  data: Record<string, unknown> | null
}

interface Cube {
  node: MemCubeNode
  import(name: string, content: string | Uint8Array): Promise<Imported>
  keys(): Promise<string[]>
  get(key: string): Promise<Shown>
  export(format: string): Promise<string>
  path(name: string): string
}

async function newCube(): Promise<Cube> {
  const node = await temporaryNode('alice')
  const folder = await temporaryFolder()
  await node.call('create', { name: 'notes' })
  let exports = 0
  return {
    node,
    path: (name) => join(folder, name),
    async import(name, content) {
      await writeFile(join(folder, name), content)
      return node.call('import', { cube: 'notes', path: join(folder, name) })
    },
    keys: async () => (await node.call('keys', { cube: 'notes' })).keys,
    get: async (key) => (await node.call('get', { cube: 'notes', key })) as Shown,
    async export(format) {
      const out = join(folder, `out-${exports++}`)
      await node.call('export', { cube: 'notes', out, format })
      return readFile(out, 'utf8')
    },
  }
}

const day = Date.parse('2026-01-15T10:30:00Z')

describe('memories of mem0', () => {
  const item = {
    id: 'a1',
    memory: 'Likes tea.',
    hash: 'ff',
    user_id: 'u',
    agent_id: 'helper',
    categories: ['food'],
    metadata: { where: 'kitchen', score: 0.5 },
    created_at: '2026-01-15T10:30:00.123456Z',
    expiration_date: '2027-01-15',
    embedding: [0.1, 0.2],
  }

  it.each([
    ['a list', [item]],
    ['results', { results: [item] }],
    ['memories', { memories: [item], total: 1 }],
    ['items', { next: null, items: [item] }],
  ])('are read from %s with their ids, dates and fields', async (_shape, document) => {
    const cube = await newCube()
    expect(await cube.import('export.json', JSON.stringify(document))).toMatchObject({ read: 1, added: 1 })
    expect(await cube.get('mem0/a1')).toMatchObject({
      body: 'Likes tea.',
      tags: ['agent:helper', 'food', 'user:u'],
      created: day + 123,
      provenance: { activity: 'import', tool: 'mem0', agent: 'helper', source: { uri: 'urn:mem0:a1' } },
      governance: { expires: Date.parse('2027-01-15') },
      data: { hash: 'ff', user_id: 'u', metadata: { where: 'kitchen', score: 0.5 } },
    })
    expect((await cube.get('mem0/a1')).data).not.toHaveProperty('embedding')
  })

  it('change nothing when they are imported again, with ids or without', async () => {
    const cube = await newCube()
    const { id: _, ...nameless } = item
    const text = JSON.stringify([item, nameless, { user_id: 'u', text: 'Lives in Oslo.' }])
    expect(await cube.import('export.json', text)).toMatchObject({ read: 3, added: 3 })
    expect(await cube.import('export.json', text)).toMatchObject({ added: 0, unchanged: 3 })
  })

  it('that have no text are told one by one', async () => {
    const cube = await newCube()
    const text = JSON.stringify({ results: [item, { id: 'b', user_id: 'u' }, 7] })
    expect((await cube.import('export.json', text)).skipped).toEqual([
      { item: 'item 2', reason: 'has no text in memory, text, data or content' },
      { item: 'item 3', reason: 'not an object' },
    ])
  })
})

describe('an agent file of Letta', () => {
  const file = {
    agents: [
      {
        name: 'helper',
        block_ids: ['block-0'],
        messages: [
          { id: 'message-0', role: 'system', content: [{ type: 'text', text: 'You are.' }] },
          {
            id: 'message-1',
            role: 'user',
            content: [{ type: 'text', text: 'Hello.' }],
            created_at: '2026-01-15T10:30:00Z',
          },
          { id: 'message-2', role: 'assistant', content: 'Hi.', model: 'm' },
          { id: 'message-3', role: 'tool', content: 'secret' },
        ],
      },
    ],
    groups: [],
    blocks: [
      {
        id: 'block-0',
        label: 'reference/faq',
        value: 'Ask twice.',
        limit: 20_000,
        read_only: false,
        description: 'd',
      },
      { id: 'block-1', label: 'reference/faq', value: 'Then thrice.' },
      { id: 'block-2', label: 'human', value: '  ' },
    ],
    tools: [{ source_code: 'import os; os.system("true")' }],
    created_at: '2026-01-15',
  }

  it.each([
    ['plain', JSON.stringify(file)],
    ['as JSON inside a JSON text', JSON.stringify(JSON.stringify(file))],
  ])('is read %s: blocks, and what was said', async (_form, text) => {
    const cube = await newCube()
    const { read, skipped, leftOut } = await cube.import('helper.af', text)
    expect({ read, skipped }).toEqual({
      read: 5,
      skipped: [{ item: 'block 3', reason: 'is empty', loss: false }],
    })
    expect(leftOut).toContainEqual({ reason: 'tools and their source code', count: 1, examples: ['tools 1'] })
    expect(await cube.keys()).toEqual([
      'blocks/reference/faq',
      'blocks/reference/faq-2',
      'messages/helper/00002',
      'messages/helper/00003',
    ])
    expect(await cube.get('blocks/reference/faq')).toMatchObject({
      body: 'Ask twice.',
      data: { label: 'reference/faq', limit: 20_000, read_only: false, description: 'd' },
      provenance: { tool: 'letta', source: { uri: 'urn:letta:block-0' } },
    })
    expect(await cube.get('messages/helper/00002')).toMatchObject({
      created: day,
      tags: ['user'],
      body: 'Hello.',
    })
  })
})

describe('memories of MemOS', () => {
  const metadata = {
    tags: ['x'],
    created_at: '2026-01-15T10:30:00',
    confidence: 99,
    sources: ['"{\\"a\\":1}"'],
    embedding: 'none',
  }
  const shapes: [string, unknown][] = [
    ['points', [{ id: 'p1', vector: [0.1], payload: { id: 'p1', memory: 'One.', metadata } }]],
    ['nodes', { nodes: [{ id: 'p1', memory: 'One.', metadata }], edges: [], total_nodes: 1 }],
  ]

  it.each(shapes)('are read from %s', async (_shape, document) => {
    const cube = await newCube()
    expect(await cube.import('textual_memory.json', JSON.stringify(document))).toMatchObject({ added: 1 })
    const { data, tags, body } = await cube.get('memos/p1')
    expect({ data, tags, body }).toEqual({
      body: 'One.',
      tags: ['x'],
      data: { confidence: 99, sources: [{ a: 1 }] },
    })
  })

  it('are read from a cube folder, whose pickles are never opened', async () => {
    const cube = await newCube()
    const folder = cube.path('cube')
    await mkdir(folder)
    await writeFile(join(folder, 'config.json'), '{"cube_id":"c"}')
    await writeFile(join(folder, 'activation_memory.pickle'), 'cos\nsystem\n(S"true"\ntR.')
    await writeFile(join(folder, 'textual_memory.json'), JSON.stringify(shapes[0]?.[1]))
    const imported = await cube.node.call('import', { cube: 'notes', path: folder })
    expect(imported).toMatchObject({ read: 1, added: 1, skipped: [] })
  })
})

describe('archives of conversations', () => {
  const message = (id: string, role: string, text: string, hidden = false) => ({
    id,
    author: { role },
    content: { content_type: 'text', parts: [text] },
    create_time: day / 1000,
    metadata: { is_visually_hidden_from_conversation: hidden, model_slug: 'm-1' },
  })
  const gpt = [
    {
      title: 'Tea',
      conversation_id: 'c1',
      create_time: day / 1000,
      current_node: 'd',
      mapping: {
        root: { id: 'root', parent: null, children: ['a'], message: null },
        a: { id: 'a', parent: 'root', children: ['b', 'x'], message: message('a', 'system', 'hidden', true) },
        b: { id: 'b', parent: 'a', children: ['d'], message: message('b', 'user', 'Which tea?') },
        x: { id: 'x', parent: 'a', children: [], message: message('x', 'user', 'left behind') },
        d: { id: 'd', parent: 'b', children: [], message: message('d', 'assistant', 'Green.') },
      },
    },
  ]
  const chats = [
    {
      uuid: 'k1',
      name: 'Tea',
      created_at: '2026-01-15T10:30:00Z',
      chat_messages: [
        { uuid: 'm1', sender: 'human', text: 'Which tea?', created_at: '2026-01-15T10:30:00Z', content: [] },
        { uuid: 'm2', sender: 'assistant', text: '', content: [{ type: 'text', text: 'Green.' }] },
      ],
    },
  ]

  it('of ChatGPT give what was said on the branch that was seen last', async () => {
    const cube = await newCube()
    const zip = zipOf({ 'conversations.json': JSON.stringify(gpt), 'chat.html': '<p>' })
    expect(await cube.import('export.zip', zip)).toMatchObject({ read: 2, added: 2, skipped: [] })
    expect(await cube.get('chatgpt/c1/0001')).toMatchObject({
      body: 'Which tea?',
      tags: ['user'],
      created: day,
    })
    expect(await cube.get('chatgpt/c1/0002')).toMatchObject({
      body: 'Green.',
      provenance: { tool: 'chatgpt', model: 'm-1', source: { uri: 'urn:chatgpt:c1#d' } },
      data: { session: 'chatgpt/c1', order: 2, title: 'Tea' },
    })
  })

  it('of Claude give conversations, what it remembered, and the documents of projects', async () => {
    const cube = await newCube()
    const zip = zipOf({
      'users.json': '[]',
      'projects.json': JSON.stringify([
        { uuid: 'p', name: 'Garden', docs: [{ filename: 'plan.md', content: 'Dig.' }] },
      ]),
      'memories.json': JSON.stringify([
        { conversations_memory: 'Drinks tea.', project_memories: { p: 'Digs.' } },
      ]),
      'conversations.json': JSON.stringify(chats),
    })
    expect(await cube.import('export.zip', zip)).toMatchObject({ read: 5, added: 5 })
    expect(await cube.keys()).toEqual([
      'claude/k1/0001',
      'claude/k1/0002',
      'claude/memories/conversations',
      'claude/memories/p',
      'claude/projects/Garden/plan.md',
    ])
  })

  it('may be given unpacked', async () => {
    const cube = await newCube()
    expect(await cube.import('conversations.json', JSON.stringify(chats))).toMatchObject({ added: 2 })
    expect(await cube.import('other.json', JSON.stringify(gpt))).toMatchObject({ added: 2 })
  })

  it('do not fill a disk, and are never silently nothing', async () => {
    const cube = await newCube()
    const bomb = zipOf({ 'conversations.json': `[${' '.repeat(20_000_000)}]` })
    const bad: [string, Uint8Array, RegExp][] = [
      ['bomb.zip', bomb, /unpacks from/],
      ['cut.zip', zipOf({ 'conversations.json': JSON.stringify(chats) }).subarray(0, 200), /cannot be read/],
      ['other.zip', zipOf({ 'readme.txt': 'x' }), /has no conversations.json/],
      ['empty.zip', zipOf({ 'conversations.json': '[]' }), /neither of ChatGPT nor of Claude/],
      [
        'half.zip',
        zipOf({ 'conversations.json': JSON.stringify([...chats, ...chats]).slice(0, -5) }),
        /not JSON/,
      ],
    ]
    for (const [name, bytes, why] of bad) await expect(cube.import(name, bytes), name).rejects.toThrow(why)
    expect(await cube.keys()).toEqual([])
  })
})

describe('the memory of the MCP reference server', () => {
  it('gives entities with what was observed, and relations', async () => {
    const cube = await newCube()
    const lines = [
      { type: 'entity', name: 'Ada', entityType: 'person', observations: ['likes tea', 'lives in Oslo'] },
      { type: 'relation', from: 'Ada', to: 'Oslo', relationType: 'lives in' },
      { type: 'entity', observations: [] },
    ]
    const { read, skipped } = await cube.import(
      'memory.json',
      lines.map((line) => JSON.stringify(line)).join('\n'),
    )
    expect({ read, skipped }).toEqual({
      read: 3,
      skipped: [{ item: 'line 3', reason: 'an entity without a name' }],
    })
    expect(await cube.get('entities/Ada')).toMatchObject({
      body: 'Ada (person)\n- likes tea\n- lives in Oslo',
    })
    expect(await cube.get('relations/Ada/lives in/Oslo')).toMatchObject({ body: 'Ada lives in Oslo' })
  })
})

describe('an archive of cognee', () => {
  it('gives its memories, facts and documents', async () => {
    const cube = await newCube()
    const archive = await tarGz({
      'x/manifest.json': '{"cogx_version":"0.1"}',
      'x/memories.jsonl':
        '{"kind":"memory","external_system":"mem0","external_id":"m1","content":"Tea.","categories":["food"]}\n',
      'x/facts.jsonl':
        '{"kind":"fact","external_id":"f1","fact_text":"Ada likes tea.","predicate":"likes","valid_at":"2026-01-15T10:30:00Z"}\n',
      'x/permissions.json': '{}',
      '../../evil.jsonl': '{}',
    })
    expect(await cube.import('all.cogx.tar.gz', archive)).toMatchObject({
      read: 3,
      added: 2,
      skipped: [{ item: '../../evil.jsonl', reason: 'a file of a kind that is not known' }],
      leftOut: [{ reason: 'how the archive was exported' }, { reason: 'who may read it at cognee' }],
    })
    expect(await cube.get('facts/f1')).toMatchObject({
      body: 'Ada likes tea.',
      valid: { from: day },
      data: { predicate: 'likes' },
    })
    expect(await cube.get('memories/m1')).toMatchObject({ provenance: { tool: 'mem0' }, tags: ['food'] })
    await expect(cube.import('cut.cogx.tar.gz', archive.subarray(0, 120))).rejects.toThrow(/cannot be read/)
  })
})

describe('MPF', () => {
  const record = (id: string, content: string) => ({
    id,
    kind: 'memory',
    payload_version: 'mnemos-3.1',
    valid_time_start: '2026-01-15T10:30:00Z',
    valid_time_end: null,
    provenance: {
      wasAttributedTo: { type: 'agent', id: 'agent:d', name: 'D' },
      wasGeneratedBy: { type: 'distillation', id: 'x' },
      wasInfluencedBy: [{ type: 'external_uri', uri: 'https://example.com/r', relationship: 'cites' }],
      generatedAtTime: '2026-01-15T10:30:00Z',
    },
    payload: {
      content,
      category: 'infra',
      created: '2026-01-15T10:30:00Z',
      owner_id: 'a',
      quality_rating: 90,
      metadata: {},
    },
  })
  const envelope = {
    mpf_version: '0.2.0',
    source_system: 'mnemos',
    exported_at: '2026-05-01T14:10:00Z',
    record_count: 3,
    records: [
      record('m1', 'One.'),
      {
        id: 'f1',
        kind: 'fact',
        payload_version: 'mpf-0.1',
        payload: { statement: 'Paris is in France.', confidence: 0.98 },
      },
      { id: 'd1', kind: 'document', payload_version: '1', payload: { name: 'x.pdf' } },
    ],
    relations: [{ from: 'm1', rel: 'derived_from', to: 'f1', created: '2026-05-01T14:05:00Z' }],
    kg_triples: [
      { id: 't1', subject_id: 'm1', predicate: 'p', object_literal: 'o', metadata: { confidence: 0.95 } },
    ],
    embeddings: { model: 'm', dim: 3, encoding: 'sidecar' },
  }

  it('comes back field for field', async () => {
    const cube = await newCube()
    const imported = await cube.import('in.json', JSON.stringify(envelope))
    expect(imported.skipped).toEqual([
      { item: 'record 3', reason: 'is of the kind "document", which holds no memory' },
    ])
    expect(await cube.get('mpf/m1')).toMatchObject({
      body: 'One.',
      created: day,
      tags: ['infra'],
      valid: { from: day },
      provenance: { agent: 'agent:d', source: { uri: 'https://example.com/r' } },
    })
    const out = JSON.parse(await cube.export('mpf'))
    expect(out.records).toEqual([envelope.records[1], envelope.records[0]])
    expect(out).toMatchObject({
      relations: envelope.relations,
      kg_triples: envelope.kg_triples,
      embeddings: envelope.embeddings,
    })
  })

  it('that we wrote is signed, read again as it was, and refused when a word of it was changed', async () => {
    const cube = await newCube()
    await cube.node.call('add', {
      cube: 'notes',
      key: 'a/b',
      text: 'Tea is green.',
      tags: ['x', 'y'],
      source: 'https://example.com/t',
    })
    const text = await cube.export('mpf')
    const { attestations, records } = JSON.parse(text)
    expect(attestations).toMatchObject([{ alg: 'ed25519', kid: cube.node.author }])
    expect(records).toMatchObject([
      { kind: 'memory', payload: { content: 'Tea is green.', metadata: { memcube: { key: 'a/b' } } } },
    ])

    const bob = await newCube()
    await expect(bob.import('bad.mpf', text.replace('green', 'black'))).rejects.toMatchObject({
      code: 'ERR_UNVERIFIABLE',
    })
    const forged = text.replace(attestations[0].signature, Buffer.alloc(64).toString('base64'))
    await expect(bob.import('bad.mpf', forged)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(await bob.keys()).toEqual([])
    expect(await bob.import('good.mpf', text)).toMatchObject({ added: 1, skipped: [] })
    expect(await bob.get('a/b')).toMatchObject({ body: 'Tea is green.', tags: ['x', 'y'] })
    expect(JSON.parse(await bob.export('mpf')).records[0].id).toBe(records[0].id)
  })

  it('of a later version is refused', async () => {
    const cube = await newCube()
    await expect(
      cube.import('in.json', JSON.stringify({ ...envelope, mpf_version: '1.0.0' })),
    ).rejects.toThrow(/0.1 and 0.2/)
  })
})

describe('JSON that is none of these', () => {
  it.each([
    ['a plain list', '[1,2]'],
    ['an unknown object', '{"a":{"b":1}}'],
    ['nothing', ''],
    ['a binary file', '\u0000\u0001'],
  ])('is refused with the formats there are: %s', async (_name, text) => {
    const cube = await newCube()
    await expect(cube.import('x.json', text)).rejects.toThrow(/not in a format that memcube reads/)
  })

  it('is refused where it nests too deep or an item has no end', async () => {
    const cube = await newCube()
    const deep = `[{"memory":"x","user_id":"u","metadata":${'['.repeat(5_000)}${']'.repeat(5_000)}}]`
    await writeFile(cube.path('deep.json'), deep)
    await expect(
      cube.node.call('import', { cube: 'notes', path: cube.path('deep.json'), format: 'mem0' }),
    ).rejects.toThrow(/nests deeper/)
  })
})

async function tarGz(files: Record<string, string>): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk)
  return gzipSync(Buffer.concat(chunks))
}
