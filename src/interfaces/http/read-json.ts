/** Bodies of requests: JSON in UTF-8, and nothing is made of what is neither. */
import type { FastifyInstance } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** In place of the parser of fastify, which puts other characters where the bytes are no text. */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = decode(body)
    if (text === undefined) done(notText(), undefined)
    else void parse(request, text, done)
  })
}

function decode(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}

function notText(): Error {
  const hint = 'send one JSON object as application/json'
  return Object.assign(new MemCubeError('ERR_INVALID_INPUT', 'the body is not UTF-8', { hint }), {
    statusCode: 400,
  })
}
