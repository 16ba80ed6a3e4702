import { request } from 'node:http'
import { onTestFinished } from 'vitest'
import type { ListenAddress } from '../../src/home/listen-address.ts'
import { startHttpApi, type HttpApiDeps } from '../../src/interfaces/http/api.ts'
import { callSchemas, type MemCubeNode } from '../../src/node/index.ts'

export const token = 'ab'.repeat(32)

/** The API of a node, closed when the test is over. @returns its URL */
export async function serveNode(
  node: MemCubeNode,
  changed: Partial<HttpApiDeps> = {},
  address: ListenAddress = { host: '127.0.0.1', port: 0 },
): Promise<string> {
  const api = await startHttpApi(
    {
      call: (name, input, options) => node.call(name, input, options),
      schemas: callSchemas(),
      watch: (tell) => node.watch(tell),
      answered: node.answered,
      token,
      version: '0.0.0',
      log: { warn() {} },
      ...changed,
    },
    address,
  )
  onTestFinished(() => api.close())
  return api.url
}

export interface Answer {
  status: number
  headers: NodeJS.Dict<string | string[]>
  // Tests look into it as they expect it.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
}

export interface Ask {
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  raw?: string
  socketPath?: string
}

/** One request with the token: `ask(url, 'GET /v1/cubes')`. */
export function ask(
  url: string,
  line: string,
  { headers = {}, body, raw, socketPath }: Ask = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const call = request(
      new URL(path, url),
      {
        method,
        ...(socketPath !== undefined && { socketPath }),
        headers: {
          authorization: `Bearer ${token}`,
          ...(content !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const isJson = /json/.test(response.headers['content-type'] ?? '')
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson && text !== '' ? JSON.parse(text) : text,
          })
        })
      },
    )
    call.once('error', reject)
    call.end(content)
  })
}

/** Waits for a job to end. */
export async function ended(url: string, id: string): Promise<Answer['body']> {
  for (let tries = 0; tries < 600; tries++) {
    const { body } = await ask(url, `GET /v1/jobs/${id}`)
    if (body.ended !== null) return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the job did not end')
}
