import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openRecall } from '../../src/recall/index.ts'
import { createOpenAiEmbedder } from '../../src/recall/embedder/openai-embedder.ts'
import { folder, holding, keys, NOW, open } from './an-index.ts'

/** A server whose vectors point at "water" or at "wood", by the words of the text. */
async function serve(answer?: unknown): Promise<{ url: string; texts: string[]; server: Server }> {
  const texts: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { input } = JSON.parse(body) as { input: string[] }
      texts.push(...input)
      const data = input.map((text, index) => ({
        index,
        embedding: /river|ocean/.test(text) ? [1, 0.1, 0] : [0.1, 1, 0],
      }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer ?? { data }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, texts, server }
}

const remote = (url: string, model = 'tiny') =>
  ({ embedder: { kind: 'openai', url, model, timeoutMs: 2000 } }) as const

describe('an OpenAI-compatible embedder', () => {
  it('gives the vectors of the index and of its questions', async () => {
    const { url } = await serve()
    const index = await holding(['the river is deep', 'a table of oak'], await open(undefined, remote(url)))
    await index.settled()
    expect((await keys(index, 'ocean'))[0]).toBe('0')
    expect((await index.status()).model).toContain('tiny')
  })

  it('leaves the words when it does not answer, and says so', async () => {
    const { url, server } = await serve()
    await new Promise((resolve) => server.close(resolve))
    const index = await holding(['the river is deep', 'a table of oak'], await open(undefined, remote(url)))
    const answer = await index.search({ text: 'oak table', top: 1, nowMs: NOW })
    expect(answer.hits[0]!.key).toBe('1')
    expect(answer.wordsOnly).toContain('gave no vectors')
    expect(answer.pending).toBe(2)
  })

  it('replaces the vectors of another model, while words go on answering', async () => {
    const path = folder()
    const first = await holding(['the river is deep', 'a table of oak'], await openRecall(path))
    await first.settled()
    await first.close()
    const { url, texts } = await serve()
    const index = await open(path, remote(url))
    expect((await keys(index, 'oak table'))[0]).toBe('1')
    await index.settled()
    expect(texts).toContain('the river is deep')
    expect((await keys(index, 'ocean'))[0]).toBe('0')
    expect(await index.cursor('notes')).toBe('commit-1')
  })

  it.each([
    ['no data', {}],
    ['too few vectors', { data: [] }],
    ['a vector that is no list', { data: [{ index: 0, embedding: 'abc' }] }],
    ['a number that is not finite', { data: [{ index: 0, embedding: [1, null] }] }],
    ['an index outside the batch', { data: [{ index: 7, embedding: [1] }] }],
    ['null', null],
  ])('refuses an answer with %s', async (_what, answer) => {
    const send = () => Promise.resolve(new Response(JSON.stringify(answer)))
    const embedder = createOpenAiEmbedder({ kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'm' }, send)
    await expect(embedder.embed(['text'])).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  })
})
