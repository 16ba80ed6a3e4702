import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMemcubeClient, ProblemError } from '../../src/interfaces/client/index.ts'
import { generateCalls } from '../../scripts/client/generate-calls.ts'
import { generatePaths } from '../../scripts/client/generate-paths.ts'
import { generatePython } from '../../scripts/client/generate-python.ts'
import { serveNode, token } from '../helpers/http-client.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

test.each([
  ['paths.ts', 'the OpenAPI document', generatePaths],
  ['calls.ts', 'the schemas of the use cases', generateCalls],
])('the types of the client in %s are those of %s', async (name, _source, generate) => {
  const committed = await readFile(new URL(`../../src/interfaces/client/${name}`, import.meta.url), 'utf8')
  expect(committed === (await generate()), 'run `npm run client` and commit what it writes').toBe(true)
})

test.each(Object.entries(generatePython()))(
  '%s of the Python client is as it is generated',
  async (name, text) => {
    const committed = await readFile(
      new URL(`../../clients/python/src/memcube/${name}`, import.meta.url),
      'utf8',
    )
    expect(committed === text, 'run `npm run client` and commit what it writes').toBe(true)
  },
)

test('a program writes, recalls, imports and is refused with the typed client', async () => {
  const url = await serveNode(await temporaryNode('alice'))
  const client = createMemcubeClient({ url, token })
  const { data: made } = await client.POST('/v1/cubes', { body: { name: 'notes', topics: ['animals'] } })
  expect(made?.name).toBe('notes')
  const path = { cube: 'notes', key: 'animals/quokka' }
  const { data: added } = await client.PUT('/v1/cubes/{cube}/memories/{key}', {
    params: { path, header: { 'Idempotency-Key': 'once' } },
    body: { text: 'quokkas are small', tags: ['animal'] },
  })
  expect(added?.key).toBe('animals/quokka')
  const { data: memory } = await client.GET('/v1/cubes/{cube}/memories/{key}', { params: { path } })
  expect(memory).toMatchObject({ body: 'quokkas are small', tags: ['animal'], verified: true })
  const { data: found } = await client.GET('/v1/recall', {
    params: { query: { query: 'quokka', cubes: ['notes'], tags: ['animal'], top: 3 } },
  })
  expect(found?.results.map(({ key }) => key)).toEqual(['animals/quokka'])

  const file = join(await temporaryFolder(), 'facts.jsonl')
  await writeFile(file, '{"key":"a","body":"a fact"}\n')
  const { data: job } = await client.POST('/v1/cubes/{cube}/import', {
    params: { path: { cube: 'notes' } },
    body: { path: file },
  })
  if (job === undefined) throw new Error('the import did not begin')
  expect((await client.finished(job)).added).toBe(1)

  const { error, response } = await client.GET('/v1/cubes/{cube}', { params: { path: { cube: 'nothing' } } })
  expect([response.status, error?.code]).toEqual([404, 'ERR_NOT_FOUND'])
})

test('a job that fails, and one that is gone, are thrown as the problem', async () => {
  const url = await serveNode(await temporaryNode('alice'))
  const client = createMemcubeClient({ url, token })
  const { data: job } = await client.POST('/v1/pulls', { body: { cube: 'nothing' } })
  if (job === undefined) throw new Error('the pull did not begin')
  const failed = client.finished(job)
  await expect(failed).rejects.toBeInstanceOf(ProblemError)
  await expect(failed).rejects.toMatchObject({ problem: { code: 'ERR_UNREACHABLE', status: 424 } })
  await expect(client.finished({ id: 'nothing' })).rejects.toMatchObject({ problem: { status: 404 } })
})
