// One request to a server that keeps blocks: when it is tried again, and when not.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createAsk } from '../../../src/storage/elsewhere/ask.ts'

async function serverOf(answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.authorization ?? ''}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const options = { name: 's3://memories', isBusy: (status: number) => status === 503, restMs: 1 }
const away = (reason: RegExp) => ({
  code: 'ERR_UNREACHABLE',
  message: expect.stringMatching(reason) as string,
})

it('is asked once of a server that does not answer in time: it is no faster when asked twice', async () => {
  let asked = 0
  const send: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      asked++
      init?.signal?.addEventListener('abort', () => reject(init.signal!.reason as Error))
    })
  const ask = createAsk({ ...options, send, answerMs: 100 })
  await expect(ask(() => ({ method: 'GET', url: 'http://127.0.0.1' }), 100)).rejects.toMatchObject(
    away(/did not answer within 0.1 s/),
  )
  expect(asked).toBe(1)
})

it('is tried three times of one that hangs up or is busy, and what it said last is the answer', async () => {
  const gone = await serverOf((request) => request.socket.destroy())
  await expect(createAsk(options)(() => ({ method: 'GET', url: gone.url }), 100)).rejects.toMatchObject(
    away(/s3:\/\/memories/),
  )
  expect(gone.asked).toHaveLength(3)
  const busy = await serverOf((_request, response) => void response.writeHead(503).end('busy'))
  const { status } = await createAsk(options)(() => ({ method: 'GET', url: busy.url }), 100)
  expect([status, busy.asked.length]).toEqual([503, 3])
})

it('goes nowhere else, whatever the server says: what it carries is for that server alone', async () => {
  const eve = await serverOf((_request, response) => void response.end('hers'))
  const server = await serverOf(
    (_request, response) => void response.writeHead(307, { location: eve.url }).end(),
  )
  const headers = { authorization: 'a signature' }
  await expect(
    createAsk(options)(() => ({ method: 'PUT', url: server.url, headers, body: 'a memory' }), 100),
  ).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  expect(eve.asked).toEqual([])
})

it('is not read beyond what it may have', async () => {
  const large = await serverOf((_request, response) => void response.end('x'.repeat(101)))
  const ask = createAsk(options)
  await expect(ask(() => ({ method: 'GET', url: large.url }), 100)).rejects.toMatchObject(
    away(/more than 100 bytes/),
  )
  expect((await ask(() => ({ method: 'GET', url: large.url }), 101)).bytes).toHaveLength(101)
})
