/** The storage in memory as a server, for programs of their own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { FakeS3 } from './fake-s3.ts'

/** @returns its address */
export async function serveS3({ send }: FakeS3): Promise<string> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const { method = 'GET', url } = request
    const headers = request.headers as Record<string, string>
    const said = await send(`http://${headers['host']}${url}`, {
      method,
      headers,
      ...(body.length > 0 && { body }),
    })
    response.writeHead(said.status).end(Buffer.from(await said.arrayBuffer()))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
