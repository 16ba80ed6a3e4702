/** A path that there is, asked with a method that it does not have: 405, with those that it has. */
import type { FastifyInstance } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'

/** Before any route is added, and after the guard: who may not ask hears nothing of paths. */
export function answerWrongMethods(app: FastifyInstance): void {
  const known = new Map<string, { matches: RegExp; methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    const { methods } = known.get(url) ?? { methods: new Set<string>() }
    known.set(url, { matches: patternOf(url), methods })
    for (const one of [method].flat()) methods.add(one)
  })
  // A look at each path for what is not there, in place of eight more routes for each path: they cost a start about 45 ms.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return
    const path = request.url.split('?', 1)[0]!
    const found = [...known.values()].find(({ matches }) => matches.test(path))
    if (found === undefined) return
    const allow = [...found.methods].sort().join(', ')
    reply.header('allow', allow)
    throw wrongMethod(request.method, allow)
  })
}

/** `/v1/cubes/:cube` takes one part in the place of `:cube`, and `*` all that follows. */
function patternOf(url: string): RegExp {
  const parts = url.split(/(:\w+|\*)/).map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.+?^$(){}|[\]\\]/g, String.raw`\$&`)
  })
  return new RegExp(`^${parts.join('')}$`)
}

function wrongMethod(method: string, allow: string): Error {
  return Object.assign(
    new MemCubeError('ERR_USAGE', `this path takes ${allow}, not ${method}`, { hint: 'see /openapi.json' }),
    { statusCode: 405 },
  )
}
