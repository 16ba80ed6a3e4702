/** Cubes and memories as resources, `memcube://CUBE` and `memcube://CUBE/KEY`, with word of their changes. */
import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  McpError,
  ErrorCode,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { MemCubeError } from '../../core/errors.ts'
import type { ShownEvent } from '../../node/index.ts'
import type { McpNode } from './tool.ts'

/** Keys shown of a cube, and completions offered. A guess; `list` gives all. */
const maxKeys = 1_000
const maxCompletions = 100
/** What one client may watch. A guess. */
const maxSubscriptions = 1_000

interface Place {
  cube: string
  key: string | undefined
}

interface ListedCube {
  cube: string
  name: string
  role: string
  tier: string
  memories: number
  about: string | null
}

interface Deps {
  node: McpNode
  watch(tell: (event: ShownEvent) => void): () => void
}

/** @returns the way to end the subscriptions */
export function serveResources(server: McpServer, { node, watch }: Deps): () => void {
  const call = <T>(name: string, input: unknown, signal: AbortSignal): Promise<T> =>
    node.call(name, input, { signal, progress: () => {} }).catch(asProtocolError) as Promise<T>
  const cubes = async (signal: AbortSignal): Promise<ListedCube[]> =>
    (await call<{ cubes: ListedCube[] }>('list', {}, signal)).cubes
  const noSignal = new AbortController().signal
  const named = async (value: string): Promise<string[]> =>
    (await cubes(noSignal)).map(({ name }) => name).filter((name) => name.startsWith(value))

  server.registerResource(
    'cube',
    new ResourceTemplate('memcube://{cube}', {
      list: async ({ signal }) => ({ resources: (await cubes(signal)).map(asResource) }),
      complete: { cube: async (value) => (await named(value)).slice(0, maxCompletions) },
    }),
    { title: 'A cube', description: 'What a cube is, and its keys', mimeType: 'application/json' },
    async (uri, _variables, { signal }) => {
      const { cube } = placeOf(uri.href)
      const shown = await call<object>('show', { cube }, signal)
      const { keys } = await call<{ keys: string[] }>('keys', { cube }, signal)
      const text = JSON.stringify({ ...shown, keys: keys.slice(0, maxKeys), more: keys.length > maxKeys })
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] }
    },
  )
  server.registerResource(
    'memory',
    new ResourceTemplate('memcube://{cube}/{+key}', {
      list: undefined,
      complete: {
        cube: async (value) => (await named(value)).slice(0, maxCompletions),
        key: async (value, context) => {
          const cube = context?.arguments?.['cube']
          if (cube === undefined) return []
          const { keys } = await call<{ keys: string[] }>('keys', { cube, prefix: value }, noSignal)
          return keys.slice(0, maxCompletions)
        },
      },
    }),
    { title: 'A memory', description: 'One memory with its provenance', mimeType: 'application/json' },
    async (uri, _variables, { signal }) => {
      const memory = await call<object>('get', placeOf(uri.href), signal)
      return {
        contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(memory) }],
      }
    },
  )
  return serveSubscriptions(server, { node, watch })
}

function serveSubscriptions(server: McpServer, { node, watch }: Deps): () => void {
  /** Each URI with its place and what was there when it was last looked at. */
  const watched = new Map<string, { place: Place; seen: string | undefined }>()
  const look = async ({ cube, key }: Place): Promise<string | undefined> => {
    const options = { signal: new AbortController().signal, progress: () => {} }
    const call =
      key === undefined ? node.call('show', { cube }, options) : node.call('get', { cube, key }, options)
    const found = (await call.catch(() => undefined)) as { head?: string; memory?: string } | undefined
    return found?.memory ?? found?.head
  }
  server.server.setRequestHandler(SubscribeRequestSchema, async ({ params: { uri } }) => {
    if (watched.size >= maxSubscriptions && !watched.has(uri))
      throw new McpError(ErrorCode.InvalidRequest, `at most ${maxSubscriptions} resources can be watched`)
    const place = placeOf(uri)
    watched.set(uri, { place, seen: await look(place) })
    return {}
  })
  server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
    watched.delete(uri)
    return {}
  })
  const onChange = async (event: ShownEvent): Promise<void> => {
    for (const [uri, entry] of watched) {
      const names = [event['cube'], event['name'], `${String(event['swarm'])}/${String(event['name'])}`]
      if (!names.includes(entry.place.cube)) continue
      const now = await look(entry.place)
      if (now === entry.seen) continue
      entry.seen = now
      await server.server.sendResourceUpdated({ uri })
    }
  }
  let turn = Promise.resolve()
  return watch((event) => {
    // One after another, so that a change is told once; a client that has gone ends this by itself.
    if (event.event === 'changed' && watched.size > 0) turn = turn.then(() => onChange(event)).catch(() => {})
  })
}

function asResource({ cube, name, role, tier, memories, about }: ListedCube): {
  uri: string
  name: string
  description: string
  mimeType: string
} {
  const description = `${role}, ${tier}, ${memories} memories${about === null ? '' : `: ${about}`}`
  return { uri: `memcube://${cube}`, name, description, mimeType: 'application/json' }
}

/** @throws McpError for a URI that is not one of ours */
function placeOf(uri: string): Place & { key: string } {
  const [, cube, key] = /^memcube:\/\/([^/]+)(?:\/(.+))?$/.exec(uri) ?? []
  try {
    if (cube !== undefined)
      return {
        cube: decodeURIComponent(cube),
        key: (key === undefined ? undefined : decodeURIComponent(key)) as string,
      }
  } catch {
    // A percent sign that encodes nothing: said below.
  }
  throw new McpError(ErrorCode.InvalidParams, 'expected memcube://CUBE or memcube://CUBE/KEY')
}

function asProtocolError(error: unknown): never {
  if (!(error instanceof MemCubeError)) throw error
  // The protocol's own number for a resource that is not there.
  const code = error.code === 'ERR_NOT_FOUND' ? -32_002 : ErrorCode.InvalidParams
  throw new McpError(code, `${error.code}: ${error.message}`, { code: error.code, hint: error.hint })
}
