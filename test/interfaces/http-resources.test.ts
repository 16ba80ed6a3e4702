import { readFileSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCursors } from '../../src/interfaces/http/cursor.ts'
import { pageOf } from '../../src/interfaces/http/page.ts'
import { problemCodes } from '../../src/interfaces/http/problem.ts'
import { routeInput } from '../../src/interfaces/http/input-schema.ts'
import { pathFields, routes } from '../../src/interfaces/http/routes/index.ts'
import { callSchemas } from '../../src/node/index.ts'
import { ask, ended, serveNode } from '../helpers/http-client.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const problem = (status: number, code: string): object => ({
  type: `urn:memcube:problem:${code}`,
  title: expect.any(String),
  status,
  detail: expect.any(String),
  code,
  hint: expect.any(String),
})

async function served(): Promise<{ url: string; home: string }> {
  const node = await temporaryNode('alice')
  const url = await serveNode(node)
  await ask(url, 'POST /v1/cubes', { body: { name: 'notes' } })
  return { url, home: node.home }
}

describe('the routes', () => {
  const schemas = new Map(callSchemas().map((schema) => [schema.name, schema]))

  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s is a use case, and names only fields that it has',
    (_name, route) => {
      const schema = schemas.get(route.call)
      if (schema === undefined) throw new Error(`there is no use case ${route.call}`)
      const fields = Object.keys(schema.input['properties'] ?? {})
      const named = [
        ...pathFields(route.path).map((name) => (route.as?.[name] ?? name).replaceAll(/[[\]]/g, '')),
        ...Object.keys(route.fixed ?? {}),
        ...(route.without ?? []),
      ]
      expect(fields).toEqual(expect.arrayContaining(named))
      // What the input needs has a place in the request.
      const required = (schema.input['required'] ?? []) as string[]
      expect([...routeInput(route, schema).required, ...named]).toEqual(expect.arrayContaining(required))
    },
  )

  test('tell every code of the documentation, and no other', () => {
    const listed = readFileSync(new URL('../../protocols/errors.md', import.meta.url), 'utf8')
    expect(new Set(problemCodes)).toEqual(
      new Set([...listed.matchAll(/^\| `(ERR_\w+)`/gm)].map(([, code]) => code)),
    )
  })
})

test('a memory is written, read, changed, blamed and removed by its path', async () => {
  const { url } = await served()
  const path = `/v1/cubes/notes/memories/${encodeURIComponent('animals/quokka')}`
  expect((await ask(url, `PUT ${path}`, { body: { text: 'quokkas are small' } })).status).toBe(200)
  expect((await ask(url, `PUT ${path}`, { body: { text: 'quokkas are tiny' } })).status).toBe(200)
  const { status, body, headers } = await ask(url, `GET ${path}`)
  expect({ status, key: body.key, body: body.body }).toEqual({
    status: 200,
    key: 'animals/quokka',
    body: 'quokkas are tiny',
  })
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
  expect((await ask(url, `GET ${path}?at=main~1`)).body.body).toBe('quokkas are small')
  expect((await ask(url, `GET ${path}/blame`)).body).toMatchObject({ key: 'animals/quokka', verified: true })
  expect((await ask(url, 'GET /v1/recall?query=quokka&top=1&cubes=notes')).body.results).toHaveLength(1)
  expect((await ask(url, 'POST /v1/recall', { body: { query: 'quokka' } })).body.results).toHaveLength(1)
  expect((await ask(url, `DELETE ${path}`)).body.removed).toEqual(['animals/quokka'])
  expect((await ask(url, `GET ${path}`)).body).toEqual(problem(404, 'ERR_NOT_FOUND'))
})

test('branches are made, switched to, merged and taken away', async () => {
  const { url } = await served()
  expect((await ask(url, 'PUT /v1/cubes/notes/branches/try%2Fit', { body: {} })).status).toBe(200)
  await ask(url, 'POST /v1/cubes/notes/memories', {
    body: { text: 'on a branch', key: 'b', branch: 'try/it' },
  })
  const started = await ask(url, 'POST /v1/cubes/notes/merge', { body: { other: 'try/it' } })
  expect(started).toMatchObject({ status: 202, headers: { location: `/v1/jobs/${started.body.id}` } })
  expect(await ended(url, started.body.id)).toMatchObject({
    call: 'merge',
    state: 'done',
    result: { type: 'fast-forward', added: 1 },
    error: null,
  })
  expect((await ask(url, 'DELETE /v1/cubes/notes/branches/try%2Fit')).body.removed).toBe(true)
  const { body } = await ask(url, 'GET /v1/cubes/notes/branches')
  expect(body).toMatchObject({ branches: [{ name: 'main', current: true }], next: null })
  expect((await ask(url, 'DELETE /v1/cubes/notes/merge')).body).toEqual(problem(400, 'ERR_INVALID_INPUT'))
})

describe('a list', () => {
  test('comes in pages that together are the list, while others write', async () => {
    const { url } = await served()
    for (let i = 0; i < 7; i++)
      await ask(url, 'POST /v1/cubes/notes/memories', { body: { text: `fact ${i}`, key: `k${i}` } })
    const first = (await ask(url, 'GET /v1/cubes/notes/memories?limit=3')).body
    expect(first.keys).toEqual(['k0', 'k1', 'k2'])
    await ask(url, 'POST /v1/cubes/notes/memories', { body: { text: 'before', key: 'k00' } })
    const second = (await ask(url, `GET /v1/cubes/notes/memories?limit=3&cursor=${first.next}`)).body
    expect(second.keys).toEqual(['k3', 'k4', 'k5'])
    const last = (await ask(url, `GET /v1/cubes/notes/memories?limit=3&cursor=${second.next}`)).body
    expect(last).toEqual({ keys: ['k6'], next: null })

    const log = (await ask(url, 'GET /v1/cubes/notes/log?limit=4')).body
    await ask(url, 'DELETE /v1/cubes/notes/memories/k0')
    const rest = (await ask(url, `GET /v1/cubes/notes/log?limit=1000&cursor=${log.next}`)).body
    expect(log.commits.length + rest.commits.length).toBe(9)
    expect(new Set([...log.commits, ...rest.commits].map(({ commit }) => commit)).size).toBe(9)
  })

  test('goes on without a gap when the item it ended with is gone', () => {
    const cursors = createCursors('secret')
    const list = { field: 'keys', id: (key: string) => key }
    const page = { limit: 2, list: 'l', after: { id: 'b', index: 2 } }
    expect(pageOf(list, page, { keys: ['a', 'c', 'd'] }, cursors)).toEqual({ keys: ['c', 'd'], next: null })
  })

  test.each(['abc', '', '%00', 'A'.repeat(9_000)])('refuses the cursor %j', async (cursor) => {
    const { url } = await served()
    const { status, body } = await ask(url, `GET /v1/cubes?cursor=${cursor}`)
    expect([status, body]).toEqual([400, problem(400, 'ERR_INVALID_INPUT')])
  })

  test('refuses the cursor of another list, and one that was changed', async () => {
    const { url } = await served()
    await ask(url, 'POST /v1/cubes', { body: { name: 'more' } })
    const { next } = (await ask(url, 'GET /v1/cubes?limit=1')).body
    expect((await ask(url, `GET /v1/cubes?limit=1&cursor=${next}`)).status).toBe(200)
    expect((await ask(url, `GET /v1/proposals?cursor=${next}`)).status).toBe(400)
    expect((await ask(url, `GET /v1/cubes/notes/memories?cursor=${next}`)).status).toBe(400)
    expect((await ask(url, `GET /v1/cubes?cursor=${next.slice(0, -2)}AA`)).status).toBe(400)
  })
})

describe('an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'write-1' }
  const body = { text: 'said once' }
  const line = 'POST /v1/cubes/notes/memories'

  test('has the same write done once, across a restart of the daemon', async () => {
    const node = await temporaryNode('alice')
    const url = await serveNode(node)
    await ask(url, 'POST /v1/cubes', { body: { name: 'notes' } })
    const first = await ask(url, line, { headers, body })
    await ask(url, `DELETE /v1/cubes/notes/memories/${first.body.key}`)
    await node.close()
    const again = await serveNode(await reopen(node.home))
    const second = await ask(again, line, { headers, body })
    expect(second).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotent-replayed': 'true' },
    })
    expect((await ask(again, 'GET /v1/cubes/notes/memories')).body.keys).toEqual([])
  })

  test('is refused for another write', async () => {
    const { url } = await served()
    expect((await ask(url, line, { headers, body })).status).toBe(200)
    const other = await ask(url, line, { headers, body: { text: 'something else' } })
    expect([other.status, other.body]).toEqual([422, problem(422, 'ERR_CONFLICT')])
    expect((await ask(url, line, { headers: { 'idempotency-key': 'a b' }, body })).status).toBe(400)
  })

  test('is refused of a call, which would be done again', async () => {
    const { url } = await served()
    const called = await ask(url, 'POST /v1/call/add', { headers, body: { cube: 'notes', ...body } })
    expect([called.status, called.body]).toEqual([
      400,
      { error: expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) },
    ])
    expect((await ask(url, 'GET /v1/cubes/notes/memories')).body.keys).toEqual([])
  })

  test('of a write that was refused may be used again', async () => {
    const { url } = await served()
    expect((await ask(url, 'POST /v1/cubes/later/memories', { headers, body })).status).toBe(404)
    await ask(url, 'POST /v1/cubes', { body: { name: 'later' } })
    expect((await ask(url, 'POST /v1/cubes/later/memories', { headers, body })).status).toBe(200)
  })
})

describe('bad input', () => {
  test.each([
    ['a field that is missing', 'POST /v1/cubes', { body: {} }, 400, 'ERR_INVALID_INPUT'],
    [
      'a field that there is not',
      'POST /v1/cubes',
      { body: { name: 'a', nme: 'b' } },
      400,
      'ERR_INVALID_INPUT',
    ],
    ['a prototype', 'POST /v1/cubes', { raw: '{"name":"a","__proto__":{}}' }, 400, 'ERR_INVALID_INPUT'],
    ['a list as the body', 'POST /v1/cubes', { body: [] }, 400, 'ERR_INVALID_INPUT'],
    ['no JSON', 'POST /v1/cubes', { raw: '{' }, 400, 'ERR_INVALID_INPUT'],
    ['a number that is none', 'GET /v1/recall?query=a&top=ten', {}, 400, 'ERR_INVALID_INPUT'],
    ['a query that is not known', 'GET /v1/status?now=1', {}, 400, 'ERR_INVALID_INPUT'],
    [
      'a body beside a query',
      'DELETE /v1/cubes/a/memories/k',
      { body: { message: 'gone' }, headers: { 'content-length': '18' } },
      400,
      'ERR_INVALID_INPUT',
    ],
    ['a query beside a body', 'POST /v1/cubes?name=a', { body: { name: 'a' } }, 400, 'ERR_INVALID_INPUT'],
    [
      'a field of the path in the body',
      'PUT /v1/cubes/a/memories/k',
      { body: { key: 'l', text: 't' } },
      400,
      'ERR_INVALID_INPUT',
    ],
    [
      'a body that is too large',
      'POST /v1/cubes',
      { raw: `"${'x'.repeat(9 * 1024 * 1024)}"` },
      413,
      'ERR_LIMIT',
    ],
    [
      'another media type',
      'POST /v1/cubes',
      { raw: 'a', headers: { 'content-type': 'text/plain' } },
      415,
      'ERR_INVALID_INPUT',
    ],
    ['a foreign Host', 'GET /v1/cubes', { headers: { host: 'evil.example' } }, 421, 'ERR_DENIED'],
    ['a foreign Origin', 'GET /v1/cubes', { headers: { origin: 'https://evil.example' } }, 403, 'ERR_DENIED'],
    ['a wrong token', 'GET /v1/cubes', { headers: { authorization: 'Bearer no' } }, 401, 'ERR_DENIED'],
    ['no such cube', 'GET /v1/cubes/nothing', {}, 404, 'ERR_NOT_FOUND'],
    ['no such path', 'GET /v1/nothing', {}, 404, 'ERR_NOT_FOUND'],
    ['a method that the path does not take', 'PATCH /v1/status', {}, 405, 'ERR_USAGE'],
    ['a method that the path does not take, whatever is asked', 'PATCH /v1/status?a=/', {}, 405, 'ERR_USAGE'],
    ['a method that no path takes', 'TRACE /v1/status', {}, 405, 'ERR_USAGE'],
    ['a method that a path with a name in it does not take', 'PUT /v1/cubes/notes', {}, 405, 'ERR_USAGE'],
    [
      'a method that the path does not take, before its body is read',
      'PATCH /v1/cubes',
      { raw: '{', headers: { 'content-type': 'application/json' } },
      405,
      'ERR_USAGE',
    ],
    [
      'a path that leaves the folder',
      'POST /v1/cubes/notes/import',
      { body: { path: '../x' } },
      400,
      'ERR_INVALID_INPUT',
    ],
    ['a job that is gone', 'GET /v1/jobs/0123', {}, 404, 'ERR_NOT_FOUND'],
    ['events of a job that is gone', 'GET /v1/jobs/0123/events', {}, 404, 'ERR_NOT_FOUND'],
    ['the end of a job that is gone', 'DELETE /v1/jobs/0123', {}, 404, 'ERR_NOT_FOUND'],
    ['nobody to ask', 'GET /v1/discover', {}, 424, 'ERR_UNREACHABLE'],
  ])(
    '%s is the documented problem, and the store stays as it was',
    async (_what, line, request, status, code) => {
      const { url } = await served()
      const before = (await ask(url, 'GET /v1/cubes')).body
      const answer = await ask(url, line, request)
      expect([answer.status, answer.body]).toEqual([status, problem(status, code)])
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect((await ask(url, 'GET /v1/cubes')).body).toEqual(before)
    },
  )
})

describe('a job', () => {
  test('imports a file, shows how far it is, and tells of its end', async () => {
    const { url } = await served()
    const file = join(await temporaryFolder(), 'facts.jsonl')
    await writeFile(
      file,
      Array.from({ length: 50 }, (_, i) => `{"key":"k${i}","body":"fact ${i}"}\n`).join(''),
    )
    const { body } = await ask(url, 'POST /v1/cubes/notes/import', { body: { path: file } })
    const events = String((await ask(url, `GET /v1/jobs/${body.id}/events`)).body)
    expect(events).toMatch(/event: end\ndata: .*"state":"done"/)
    expect(await ended(url, body.id)).toMatchObject({ state: 'done', result: { added: 50 } })
    expect((await ask(url, 'GET /v1/jobs')).body).toMatchObject({ jobs: [{ id: body.id }], next: null })
  })

  test('that fails says why, as a problem', async () => {
    const { url } = await served()
    const { body } = await ask(url, 'POST /v1/cubes/notes/import', { body: { path: '/no/such/file' } })
    expect(await ended(url, body.id)).toMatchObject({
      state: 'failed',
      error: { status: 404, code: 'ERR_NOT_FOUND' },
    })
  })

  test('is cancelled, and at most so many run', async () => {
    const node = await temporaryNode('alice')
    const url = await serveNode(node, {
      call: (_name, _input, { signal, progress }) => {
        progress({ phase: 'waiting', done: 1 })
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        )
      },
    })
    const first = (await ask(url, 'POST /v1/gc')).body
    expect((await ask(url, `GET /v1/jobs/${first.id}`)).body).toMatchObject({
      state: 'running',
      progress: { phase: 'waiting', done: 1 },
    })
    for (let i = 1; i < 16; i++) expect((await ask(url, 'POST /v1/gc')).status).toBe(202)
    const tooMany = await ask(url, 'POST /v1/gc')
    expect([tooMany.status, tooMany.body]).toEqual([429, problem(429, 'ERR_LIMIT')])
    await ask(url, `DELETE /v1/jobs/${first.id}`)
    expect(await ended(url, first.id)).toMatchObject({ state: 'cancelled', error: { code: 'ERR_ABORTED' } })
    expect((await ask(url, 'POST /v1/gc')).status).toBe(202)
  })
})

describe('limits', () => {
  test('end what asks too often, with a word on when to ask again', async () => {
    const url = await serveNode(await temporaryNode('alice'), { limits: { requestsPerSecond: 3 } })
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(url, 'GET /health')))
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.body).toEqual(problem(429, 'ERR_LIMIT'))
    expect(refused?.headers['retry-after']).toBe('1')
  })

  test('end what asks too much at once, and count what is done with no more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const url = await serveNode(await temporaryNode('alice'), {
      call: () => promise.then(() => ({ cubes: [] })),
      limits: { underWay: 2 },
    })
    const waiting = [ask(url, 'GET /v1/cubes'), ask(url, 'GET /v1/cubes')]
    let third = await ask(url, 'GET /health')
    for (let tries = 0; third.status !== 429 && tries < 200; tries++) third = await ask(url, 'GET /health')
    expect(third.body).toEqual(problem(429, 'ERR_LIMIT'))
    resolve()
    for (const one of waiting) expect((await one).status).toBe(200)
    expect((await ask(url, 'GET /health')).status).toBe(200)
  })
})

test('figures for Prometheus name routes and no keys, cubes or texts', async () => {
  const { url } = await served()
  await ask(url, 'PUT /v1/cubes/notes/memories/hidden-key', { body: { text: 'hidden text' } })
  const { status, headers, body } = await ask(url, 'GET /metrics')
  expect(status).toBe(200)
  expect(headers['content-type']).toMatch(/^text\/plain/)
  expect(body).toMatch(/^memcube_memories 1$/m)
  expect(body).toMatch(/^memcube_cubes 1$/m)
  expect(body).toMatch(/^process_cpu_seconds_total /m)
  expect(body).toMatch(/_total\{method="PUT",route="\/v1\/cubes\/:cube\/memories\/:key",status="200"\} 1/)
  expect(body).not.toMatch(/hidden|notes/)
})

test('a unix socket is for its owner alone, and one that was left behind is taken over', async () => {
  const path = join(await temporaryFolder(), 'api.sock')
  const node = await temporaryNode('alice')
  const url = await serveNode(node, {}, { path })
  expect(url).toBe(`unix:${path}`)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const socket = { socketPath: path }
  expect((await ask('http://localhost', 'GET /v1/status', socket)).body.name).toBe('alice')
  const wrong = { ...socket, headers: { authorization: 'Bearer no' } }
  expect((await ask('http://localhost', 'GET /v1/status', wrong)).status).toBe(401)
  const page = { ...socket, headers: { origin: 'http://evil.example' } }
  expect((await ask('http://localhost', 'GET /v1/status', page)).status).toBe(403)
  await expect(serveNode(node, {}, { path })).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
  await expect(serveNode(node, {}, { path: 'relative' })).rejects.toMatchObject({ code: 'ERR_USAGE' })
})
