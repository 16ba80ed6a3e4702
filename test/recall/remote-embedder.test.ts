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

describe('a server that answers with rubbish', () => {
  const good = {
    data: [
      { index: 0, embedding: [1, 0, 0] },
      { index: 1, embedding: [0, 1, 0] },
    ],
  }
  const one = (embedding: unknown, index: unknown = 0) => ({ data: [{ index, embedding }, good.data[1]] })
  const answered =
    (body: string | null, init?: ResponseInit): typeof fetch =>
    async () =>
      new Response(body, init)
  const json = (value: unknown): typeof fetch => answered(JSON.stringify(value))
  const rubbish: Record<string, typeof fetch> = {
    'a page': answered('<html><body>502 Bad Gateway</body></html>'),
    nothing: answered(null),
    'an error': answered('{"error":"overloaded"}', { status: 500 }),
    null: json(null),
    'a list': json([1, 2]),
    'too few': json({ data: [good.data[0]] }),
    'nothing for a text': json({ data: [null, null] }),
    'one place twice': json(one([1, 0, 0], 1)),
    'a place that is none': json(one([1, 0, 0], -1)),
    'another length': json(one([1, 0])),
    'no numbers': json(one([])),
    'words for numbers': json(one(['1', '2', '3'])),
    'what 32 bits do not hold': json(one([1e308, 0, 0])),
    'NaN, which is null in JSON': json(one([null, 0, 0])),
    'too many numbers': json(one(Array.from({ length: 8_193 }, () => 1))),
    'deep lists': answered(`{"data":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
    'more than is read': answered('x'.repeat(17 * 1024 * 1024)),
    'no connection': () => Promise.reject(new TypeError('fetch failed')),
  }

  it.each(Object.entries(rubbish))(
    '%s: it is refused, and the next right answer is taken',
    async (_, send) => {
      let answer = send
      const config = { kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'tiny' } as const
      const embedder = createOpenAiEmbedder(config, (...request) => answer(...request))
      await expect(embedder.embed(['a', 'b'])).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
      answer = json(good)
      expect(await embedder.embed(['a', 'b'])).toMatchObject([{ vector: { 0: 1 } }, { vector: { 1: 1 } }])
    },
  )

  it('never: a question waits a few seconds at most, and what is indexed as long as was said', async () => {
    const waited: AbortSignal[] = []
    const config = { kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'tiny', timeoutMs: 1 } as const
    const embedder = createOpenAiEmbedder(config, (_, init) => {
      const { signal } = init as { signal: AbortSignal }
      waited.push(signal)
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    })
    await expect(embedder.embedQuery('x')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    await expect(embedder.embed(['x'])).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(waited.map(({ aborted }) => aborted)).toEqual([true, true])
  })
})
