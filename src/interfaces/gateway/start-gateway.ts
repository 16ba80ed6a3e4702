/**
 * The gateway: published cubes for people without memcube, read-only. Pages, and blocks that anybody can verify. It listens
 * apart from the local API, has no token and no call that writes, and shows nothing but what is published.
 */
import { createHash } from 'node:crypto'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import type { PublishedView } from '../../node/index.ts'
import { defaultConnectionLimits, limitConnections, type ConnectionLimits } from './connections.ts'
import { addGatewayLimits, endOf, type GatewayLimits } from './limits.ts'
import { cubePage, errorPage, indexPage, memoryPage, style } from './pages.ts'
import { addBlocks } from './serve-blocks.ts'

export interface GatewayDeps {
  view: PublishedView
  /** The link by which a cube is pulled. */
  linkOf(cube: string): Promise<string>
  log: { debug?(fields: object, message: string): void; warn(fields: object, message: string): void }
  limits?: Partial<GatewayLimits & ConnectionLimits>
}

export interface Gateway {
  /** `http://HOST:PORT` */
  url: string
  close(): Promise<void>
}

/** Rows that a page lists. Guesses: a screen of a phone scrolls so far. */
const maxCubes = 500
const maxKeys = 200
const maxCommits = 20

/** The only style is the page's own; no script, no picture, no form, no frame, whatever a text says. */
const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-top-navigation-by-user-activation',
].join('; ')

const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentPolicy,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  // What was unpublished is to be gone soon.
  'cache-control': 'public, max-age=60',
}

/** @throws ERR_CONFLICT where somebody else listens */
export async function startGateway(
  deps: GatewayDeps,
  { host, port }: { host: string; port: number },
): Promise<Gateway> {
  const app = createApp(deps)
  const close = async (): Promise<void> => {
    app.server.closeAllConnections()
    await app.close()
  }
  try {
    await app.listen({ host, port })
  } catch (cause) {
    await close()
    throw new MemCubeError(
      'ERR_CONFLICT',
      `the gateway cannot listen on ${host}:${port}: ${(cause as Error).message}`,
      {
        cause,
        hint: 'name another port with --gateway HOST:PORT, or in `memcube config set gateway`',
      },
    )
  }
  const bound = app.server.address()
  const chosen = typeof bound === 'object' && bound !== null ? bound.port : port
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`, close }
}

function createApp(deps: GatewayDeps): FastifyInstance {
  const app = fastify({
    bodyLimit: 1_024,
    // A request is a line and some headers: one that trickles in holds a connection. Guess.
    requestTimeout: 10_000,
    routerOptions: { maxParamLength: 256 },
    exposeHeadRoutes: true,
    forceCloseConnections: true,
    frameworkErrors: ({ statusCode = 400 }, _request, reply) =>
      void refuse(reply, statusCode, 'Refused', 'This address cannot be read.'),
  })
  app.addHook('onSend', async (_request, reply) => void reply.header('x-content-type-options', 'nosniff'))
  app.setErrorHandler<Error & { statusCode?: number }>((error, { routeOptions }, reply) => {
    const status = error.statusCode ?? 500
    // That the node is busy is no mistake, and a crowd is not to fill the log.
    const isMistake = status >= 500 && status !== 503
    if (!isMistake) return refuse(reply, status, 'Refused', error.message)
    deps.log.warn({ error, route: routeOptions.url }, 'the gateway met a mistake')
    return refuse(reply, status, 'A mistake', 'This page could not be made.')
  })
  limitConnections(app.server, { ...defaultConnectionLimits, ...deps.limits })
  addGatewayLimits(app, deps.limits)
  app.setNotFoundHandler(({ method }, reply) =>
    method === 'GET' || method === 'HEAD'
      ? refuse(reply, 404, 'Not here', 'There is no such page, or it is not published on this node.')
      : refuse(reply.header('allow', 'GET, HEAD'), 405, 'Read-only', 'This gateway can only be read.'),
  )
  addPages(app, deps)
  addBlocks(app, deps)
  return app
}

function addPages(app: FastifyInstance, { view, linkOf }: GatewayDeps): void {
  type Named = FastifyRequest<{ Params: { cube: string }; Querystring: Record<string, unknown> }>
  const send = (reply: FastifyReply, html: string): FastifyReply => reply.headers(pageHeaders).send(html)
  const notHere = (reply: FastifyReply): FastifyReply =>
    refuse(reply, 404, 'Not here', 'There is no such cube or memory, or it is not published on this node.')
  app.get('/', async (request, reply) => {
    const cubes = await view.cubes(maxCubes + 1, endOf(request))
    return send(reply, indexPage(cubes.slice(0, maxCubes), cubes.length <= maxCubes))
  })
  app.get('/cube/:cube', async (request: Named, reply) => {
    const { params, query } = request
    const end = endOf(request)
    const cube = await view.cube(params.cube)
    if (cube === undefined) return notHere(reply)
    end.throwIfAborted()
    const after = typeof query['after'] === 'string' ? query['after'].toWellFormed() : ''
    const keys = await view.keys(cube, after, maxKeys + 1, end)
    end.throwIfAborted()
    const shown = keys.slice(0, maxKeys)
    const more = keys.length > maxKeys ? shown.at(-1) : undefined
    const commits = await view.commits(cube, maxCommits, end)
    end.throwIfAborted()
    return send(reply, cubePage({ cube, link: await linkOf(cube.cube), keys: shown, more, commits }))
  })
  app.get('/cube/:cube/memory', async (request: Named, reply) => {
    const { params, query } = request
    const end = endOf(request)
    const cube = await view.cube(params.cube)
    end.throwIfAborted()
    const { key } = query
    const found =
      cube === undefined || typeof key !== 'string' ? undefined : await view.memory(cube, key.toWellFormed())
    if (cube === undefined || found === undefined) return notHere(reply)
    end.throwIfAborted()
    const [newest] = await view.commits(cube, 1, end)
    end.throwIfAborted()
    return send(reply, memoryPage(cube, found, newest))
  })
}

function refuse(reply: FastifyReply, status: number, title: string, sentence: string): FastifyReply {
  return reply
    .code(status)
    .headers({ ...pageHeaders, 'cache-control': 'no-store' })
    .send(errorPage(title, sentence))
}
