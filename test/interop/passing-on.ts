/** What stands before a gateway: a proxy that passes everything on, over HTTP, or over HTTP/2 with TLS as Kubo asks for it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'

export interface PassingOn {
  port: number
  url: string
  /** Paths that were asked for, with their status, in order. */
  asked: { path: string; status: number }[]
}

interface PassingOnOptions {
  /** Turns the last byte of each block. */
  lies?: boolean
  tls?: boolean
}

type Request = IncomingMessage | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse

/** Those of one connection, or changed on the way. */
const OF_A_CONNECTION = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
]

export const opensslIsMissing =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'openssl is not installed'

export async function passingOn(gateway: string, options: PassingOnOptions = {}): Promise<PassingOn> {
  const asked: PassingOn['asked'] = []
  const passOn = async (request: Request, response: Response): Promise<void> => {
    const method = request.method ?? 'GET'
    const headers = { accept: request.headers.accept ?? '*/*' }
    const answer = await fetch(`${gateway}${request.url ?? ''}`, { method, headers })
    const body = Buffer.from(await answer.arrayBuffer())
    if (options.lies && answer.ok && body.length > 0) body[body.length - 1] = (body.at(-1) ?? 0) ^ 1
    asked.push({ path: request.url ?? '', status: answer.status })
    response.statusCode = answer.status
    for (const [name, value] of answer.headers)
      if (!OF_A_CONNECTION.includes(name)) response.setHeader(name, value)
    if (method !== 'HEAD') response.setHeader('content-length', body.length)
    response.end(body)
  }
  const handle = (request: Request, response: Response): void => void passOn(request, response)
  const server = options.tls ? createSecureServer(await selfSigned(), handle) : createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { port, url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`, asked }
}

/** A key and a certificate that nobody vouches for. */
async function selfSigned(): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await temporaryFolder()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=gateway', '-addext', 'subjectAltName=IP:127.0.0.1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const made = spawnSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert])
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr.toString()}`)
  return { key: readFileSync(key), cert: readFileSync(cert) }
}
