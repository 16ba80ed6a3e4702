/** Mem0's calls over HTTP, beside the API of memcube: `/compat/mem0`, or `/compat/mem0/cubes/CUBE` for another cube than `mem0`. */
import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { AgentNode } from '../../../../node/index.ts'
import type { Mem0Deps } from './read-memories.ts'
import { mem0Routes } from './routes.ts'

const place = '/compat/mem0'
const defaultCube = 'mem0'

export function isMem0(url: string): boolean {
  return url.startsWith(`${place}/`)
}

/** Mem0's clients call the token an API key. Pure. */
export function asBearer(headers: IncomingHttpHeaders): string | undefined {
  const { authorization, 'x-api-key': key } = headers
  const [, token] = /^token +(\S+)$/i.exec(authorization ?? '') ?? []
  if (token !== undefined) return `Bearer ${token}`
  return authorization === undefined && typeof key === 'string' ? `Bearer ${key}` : authorization
}

/** @param agents the node as agents may use it: who writes here speaks for a model */
export function addMem0(app: FastifyInstance, agents: AgentNode): void {
  for (const { method, path, answer } of mem0Routes) {
    for (const prefix of [place, `${place}/cubes/:cube`]) {
      app.route<{ Params: Record<string, string>; Querystring: Record<string, unknown> }>({
        method,
        url: prefix + path,
        handler: async ({ params, query, body, headers, url }, reply) => {
          const gone = new AbortController()
          reply.raw.once('close', () => gone.abort())
          const deps = depsFor(agents, params['cube'], gone.signal)
          const address = `http://${headers.host ?? ''}${url.split('?')[0] ?? ''}`
          return reply.send(await answer({ deps, params, query, body, address }))
        },
      })
    }
  }
}

function depsFor(agents: AgentNode, cube: string | undefined, signal: AbortSignal): Mem0Deps {
  const options = { signal, progress: () => {} }
  return {
    call: (name, input) => agents.call(name, input, options) as never,
    cube: cube ?? defaultCube,
    isDefault: cube === undefined,
    nowMs: Date.now,
    random: randomBytes,
  }
}
