// Mem0's calls against a node, as its clients and its open server have them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mem0Routes } from '../../../src/interfaces/http/compat/mem0/routes.ts'
import { createAgentNode, type MemCubeNode } from '../../../src/node/index.ts'
import { ask, serveNode, token, type Answer } from '../../helpers/http-client.ts'
import { temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'

type Send = (line: string, body?: unknown) => Promise<Answer>

async function served(): Promise<{ node: MemCubeNode & { home: string }; send: Send; url: string }> {
  const node = await temporaryNode('alice')
  const agents = createAgentNode({
    home: node.home,
    node,
    grants: async () => ({ names: new Set(), folders: [] }),
  })
  const url = await serveNode(node, { agents })
  return {
    node,
    url,
    send(line, body) {
      // Of a DELETE, Node says not by itself how long its body is.
      const length = Buffer.byteLength(JSON.stringify(body) ?? '')
      const headers = { ...(length > 0 && { 'content-length': `${length}` }) }
      return ask(url, line.replace(' ', ' /compat/mem0'), { body, headers })
    },
  }
}

const idsOf = ({ body }: Answer): string[] => body.results.map(({ id }: { id: string }) => id)
const textsOf = ({ body }: Answer): string[] => body.results.map(({ memory }: { memory: string }) => memory)

test('memories are added, found, listed, changed, traced and deleted, each of whom it is', async () => {
  const { node, send } = await served()
  expect((await send('POST /v3/memories/search/', { query: 'tea' })).body).toEqual({ results: [] })
  expect((await send('POST /v3/memories/')).body).toMatchObject({ count: 0, results: [] })
  expect((await send('GET /v1/entities/')).body).toEqual({ count: 0, results: [] })

  const added = await send('POST /v3/memories/add/', {
    messages: [
      { role: 'user', content: 'I drink green tea in the morning' },
      { role: 'assistant', content: 'Noted: tea.' },
    ],
    user_id: 'ada',
    run_id: 'r1',
    metadata: { n: 1.5, deep: { list: [1, null, 'é'] } },
    custom_instructions: 'only facts',
  })
  expect(added.status).toBe(200)
  expect(added.body.note).toContain('no language model')
  expect(added.body.ignored).toEqual(['custom_instructions'])
  const [tea, noted] = idsOf(added)
  await send('POST /memories', { messages: 'Bob rides a bicycle', agent_id: 'chef', infer: false })
  expect((await send('POST /memories', { messages: 'of nobody' })).status).toBe(400)

  const found = await send('POST /v3/memories/search/', {
    query: 'what does she drink?',
    filters: { user_id: 'ada' },
    top_k: 1,
  })
  expect(found.body.results).toMatchObject([
    { id: tea, user_id: 'ada', agent_id: null, run_id: 'r1', metadata: { n: 1.5 }, role: 'user' },
  ])
  expect(found.body.results[0].score).toBeGreaterThan(0)
  expect(textsOf(await send('POST /search', { query: 'bicycle', user_id: 'ada' }))).toEqual([])
  expect(textsOf(await send('POST /search', { query: 'bicycle', filters: { agent_id: 'chef' } }))).toEqual([
    'Bob rides a bicycle',
  ])

  const first = await send('POST /v3/memories/?page=1&page_size=1', { filters: { user_id: 'ada' } })
  expect([first.body.count, textsOf(first)]).toEqual([2, ['Noted: tea.']])
  expect(first.body.next).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/compat\/mem0\/v3\/memories\/\?page=2&page_size=1$/,
  )
  expect(textsOf(await send('POST /v3/memories/', { filters: { role: 'user', user_id: 'ada' } }))).toEqual([
    'I drink green tea in the morning',
  ])
  expect(textsOf(await send('GET /memories?agent_id=chef'))).toEqual(['Bob rides a bicycle'])
  expect((await send('GET /v1/entities/')).body.results).toEqual(
    expect.arrayContaining([{ id: 'ada', type: 'user', name: 'ada', total_memories: 2 }]),
  )

  const changed = await send(`PUT /v1/memories/${tea}/`, { text: 'I drink black tea' })
  expect(changed.body).toMatchObject({ id: tea, memory: 'I drink black tea', metadata: { n: 1.5 } })
  const { body: one } = await send(`GET /memories/${tea}`)
  expect([one.memory, one.created_at]).toEqual(['I drink black tea', found.body.results[0].created_at])
  await send('PUT /v1/batch/', { memories: [{ memory_id: tea, text: 'I drink white tea' }] })
  expect((await send(`DELETE /v1/memories/${tea}/`)).body.note).toContain('memcube forget')
  expect((await send(`GET /v1/memories/${tea}/`)).status).toBe(404)
  const { body: history } = await send(`GET /v1/memories/${tea}/history/`)
  expect(history.map(({ event, new_memory: to }: Record<string, string>) => [event, to])).toEqual([
    ['ADD', 'I drink green tea in the morning'],
    ['UPDATE', 'I drink black tea'],
    ['UPDATE', 'I drink white tea'],
    ['DELETE', null],
  ])
  for (const line of [
    'GET /v1/memories/x/',
    'GET /memories/x/history',
    'PUT /memories/x',
    'DELETE /v1/memories/a%2Fb/',
  ])
    expect((await send(line, line.startsWith('PUT') ? { text: 'x' } : undefined)).status).toBe(404)

  expect((await send('DELETE /v1/batch/', { memories: [{ memory_id: noted }] })).status).toBe(200)
  expect((await send('DELETE /v1/memories/')).status).toBe(400)
  expect((await send('DELETE /v1/memories/?user_id=ada')).body.deleted).toBe(0)
  expect((await send('DELETE /v2/entities/agent/chef/')).body.deleted).toBe(1)
  expect((await send('DELETE /v2/entities/agent/chef/')).status).toBe(404)
  await send('POST /memories', {
    messages: ['one', 'two'].map((content) => ({ role: 'user', content })),
    user_id: 'u',
  })
  expect((await send('POST /reset')).body.deleted).toBe(2)
  // One commit, that a person can undo.
  const { commits } = (await node.call('log', { cube: 'mem0', limit: 1 })) as {
    commits: { commit: string }[]
  }
  await node.call('revert', { cube: 'mem0', rev: commits[0]?.commit })
  expect(textsOf(await send('GET /memories?user_id=u'))).toEqual(['two', 'one'])
})

test('what was imported from Mem0 is found of whom it is, and keeps what it was when it is changed', async () => {
  const { node, send } = await served()
  const file = join(await temporaryFolder(), 'memories.json')
  const memory = {
    id: '3f6a0c9e-1d7b-4a1c-9a52-3b1f1f0d4c11',
    memory: 'Likes to hike in the Alps',
    user_id: 'ada',
    agent_id: 'guide',
    metadata: { season: 'summer' },
    categories: ['sport'],
    created_at: '2025-03-01T10:00:00Z',
  }
  await writeFile(file, JSON.stringify({ results: [memory] }))
  await node.call('create', { name: 'mem0' })
  await node.call('import', { cube: 'mem0', path: file })
  const listed = await send('POST /v3/memories/', {
    filters: { AND: [{ user_id: 'ada' }, { agent_id: 'guide' }] },
  })
  const expected = { ...memory, created_at: '2025-03-01T10:00:00.000Z' }
  expect(listed.body.results).toMatchObject([expected])
  const { body } = await send(`PUT /memories/${memory.id}`, { metadata: { season: 'winter' } })
  expect(body).toMatchObject({ ...expected, metadata: { season: 'winter' } })
})

test('another cube is named in the path; one that others can read needs the grant', async () => {
  const { node, send } = await served()
  const add = { messages: 'a fact', user_id: 'u' }
  expect((await send('POST /cubes/work/memories', add)).status).toBe(404)
  await node.call('create', { name: 'work' })
  expect((await send('POST /cubes/work/memories', add)).status).toBe(200)
  expect(textsOf(await send('GET /cubes/work/memories?user_id=u'))).toEqual(['a fact'])
  await node.call('publish', { cube: 'work' })
  const refused = await send('POST /cubes/work/v3/memories/add/', add)
  expect([refused.status, refused.body.code]).toEqual([403, 'ERR_DENIED'])
  expect(refused.body.detail).toContain('publish')
  expect(textsOf(await send('GET /cubes/work/memories?user_id=u'))).toEqual(['a fact'])
})

test("who has no token gets nothing; Mem0's clients may call it a key", async () => {
  const { url } = await served()
  const ping = (headers: Record<string, string>) => ask(url, 'GET /compat/mem0/v1/ping/', { headers })
  expect((await ping({ authorization: `Token ${token}` })).body.status).toBe('ok')
  expect((await ping({ authorization: 'Token wrong' })).status).toBe(401)
  expect((await ping({ authorization: '', 'x-api-key': token })).status).toBe(401)
  const elsewhere = await ask(url, 'GET /v1/cubes', { headers: { authorization: `Token ${token}` } })
  expect(elsewhere.status).toBe(401)
  const other = await ask(url, 'GET /compat/mem0/v1/ping/', { headers: { origin: 'http://evil.example' } })
  expect(other.status).toBe(403)
  expect(other.headers['content-type']).toMatch(/^application\/json/)
})

test('no input of any call is answered with a 5xx', { timeout: 60_000 }, async () => {
  const { send, url } = await served()
  await send('POST /memories', { messages: 'a fact', user_id: 'u' })
  // Deeper than any stack.
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const sendRaw = (path: string, raw: string) =>
    ask(url, `POST /compat/mem0${path}`, { raw, headers: { 'content-type': 'application/json' } })
  const kept = await sendRaw('/memories', `{"messages":"x","user_id":"u","metadata":{"deep":${deep}}}`)
  expect(kept.status).toBeLessThan(500)
  for (const filters of [`{"user_id":${deep}}`, `{"n":{"icontains":${deep}}}`, `{"metadata":{"a":${deep}}}`])
    expect((await sendRaw('/search', `{"query":"x","filters":${filters}}`)).status).toBe(400)
  const text = fc.oneof(
    fc.constantFrom('u', '*', 'mem0', '..', '%00', '2026-01-01', 'x'.repeat(300)),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  const names = fc.constantFrom(
    'messages',
    'query',
    'filters',
    'user_id',
    'metadata',
    'text',
    'memories',
    'page',
    'page_size',
    'timestamp',
    'AND',
    'role',
    'content',
    'top_k',
    'start_date',
    '__proto__',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.double(),
      fc.constant(null),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(names, text), tie('value'), { maxKeys: 4 }),
    ),
  }))
  const body = fc.oneof(value, fc.dictionary(names, value, { maxKeys: 5 }))
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...mem0Routes),
      text,
      fc.array(fc.tuple(names, text), { maxLength: 3 }),
      body,
      async ({ method, path }, id, query, sent) => {
        const filled = path
          .replace(':type', 'user')
          .replace(':id', encodeURIComponent(id.toWellFormed()) || 'x')
        const asked = new URLSearchParams(
          query.map(([name, one]) => [name, one.toWellFormed()] as [string, string]),
        )
        const { status } = await send(`${method} ${filled}?${asked}`, method === 'GET' ? undefined : sent)
        statuses.add(status)
      },
    ),
    { numRuns: 400, seed: 11 },
  )
  expect([...statuses].filter((status) => status >= 500)).toEqual([])
  expect(statuses).toContain(200)
})

test('"*" is everybody where it is asked for, and nobody where one is named', async () => {
  const { send } = await served()
  for (const user of ['ada', 'bob'])
    await send('POST /memories', { messages: `word of ${user}`, user_id: user })
  expect((await send('POST /memories', { messages: 'word of all', user_id: '*' })).status).toBe(400)
  for (const path of ['/v1/entities/user/*/', '/v2/entities/user/*/', '/entities/user/%2A'])
    expect((await send(`DELETE ${path}`)).status).toBe(404)
  expect((await send('POST /v3/memories/', { filters: { user_id: '*' } })).body.count).toBe(2)
})

test('a body that is no text, or deeper than a memory can be, is refused in words', async () => {
  const { node, send, url } = await served()
  let deep: unknown = 1
  for (let level = 0; level < 300; level++) deep = { a: deep }
  for (const body of [
    { messages: 'x', user_id: 'ada', metadata: deep },
    { messages: 'x', user_id: 'ada', metadata: { deep } },
  ]) {
    const { status, body: refused } = await send('POST /memories', body)
    expect([status, refused.detail]).toEqual([400, expect.stringContaining('at most 24 levels')])
  }
  const bytes = Buffer.from([...Buffer.from('{"user_id":"ada","messages":"'), 0xff, 0x22, 0x7d])
  const answer = await fetch(`${url}/compat/mem0/memories`, {
    method: 'POST',
    body: bytes,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('not UTF-8')])
  expect((await node.call('list', {})).cubes).toEqual([])
})
