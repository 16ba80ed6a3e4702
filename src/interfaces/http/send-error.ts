/** How errors leave: as problem details, and in the words of `/v1/call` where the command line reads them. */
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isMem0 } from './compat/mem0/serve-mem0.ts'
import { detailsOf, problemOf, problemType, statusFor } from './problem.ts'

interface ErrorLog {
  warn(fields: object, message: string): void
}

export function sendError(
  log: ErrorLog,
  error: Error,
  { url }: Pick<FastifyRequest, 'url'>,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOf(error)
  if (problem.code === 'ERR_INTERNAL') log.warn({ error }, 'a request met a mistake of ours')
  const status = statusFor(error, problem)
  reply.code(status)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  if (url.startsWith('/v1/call/')) return reply.type('application/json').send({ error: problem })
  // Clients of Mem0 read what was wrong out of JSON that is called so.
  if (isMem0(url)) return reply.type('application/json').send(detailsOf(problem, status))
  // Bytes, because a text is sent with a charset that this media type does not have.
  return reply.type(problemType).send(Buffer.from(JSON.stringify(detailsOf(problem, status))))
}

const refusals: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
}

/** Bytes that are no HTTP request: they never reach a route. */
export function refuseBytes(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, reason] = refusals[error.code ?? ''] ?? [400, 'Bad Request']
  const problem = {
    code: 'ERR_INVALID_INPUT',
    message: 'what came is not an HTTP request that can be read',
    hint: 'see /openapi.json',
  }
  // It is not known what was asked for: this answer is for readers of either form.
  const body = JSON.stringify({ ...detailsOf(problem, status), error: problem })
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: ${problemType}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
}
