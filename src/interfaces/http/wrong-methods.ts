/** A path that there is, asked with a method that it does not have: 405, with those that it has. */
import type { FastifyInstance } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'

const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE']

/** Before any route is added. @returns what to call when all are */
export function answerWrongMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const here = known.get(url) ?? new Set<string>()
    known.set(url, here)
    for (const one of [method].flat()) here.add(one)
  })
  return () => {
    for (const [url, here] of new Map(known)) {
      const others = methods.filter((method) => !here.has(method))
      if (others.length === 0) continue
      const allow = [...here].sort().join(', ')
      app.route({
        url,
        method: others,
        // Before a body is looked at.
        onRequest: async ({ method }, reply) => {
          reply.header('allow', allow)
          throw wrongMethod(method, allow)
        },
        handler: async () => undefined,
      })
    }
  }
}

function wrongMethod(method: string, allow: string): Error {
  return Object.assign(
    new MemCubeError('ERR_USAGE', `this path takes ${allow}, not ${method}`, { hint: 'see /openapi.json' }),
    { statusCode: 405 },
  )
}
