/** `/ipfs/CID`: one block, or a CAR of what lies below it, as the Trustless Gateway Specification has it. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CID } from 'multiformats/cid'
import type { PublishedView } from '../../node/index.ts'
import { carHeader, carOf, IncompleteCar } from './car-stream.ts'
import { chooseFormat, type CarWish } from './choose-format.ts'
import { endOf } from './limits.ts'

/** The empty identity CID, by which clients find out what this is. */
const PROBE = 'bafkqaaa'

/** Blocks are what they are for ever, but what is forgotten or unpublished is to be gone from caches within the hour. */
const cacheControl = 'public, max-age=3600'

const anyOrigin: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Accept, Cache-Control, Content-Type, If-None-Match, Range',
  'access-control-expose-headers': 'Content-Length, Content-Type, ETag, X-Ipfs-Path, X-Ipfs-Roots',
}

type Asked = FastifyRequest<{
  Params: { cid: string; '*'?: string }
  Querystring: Record<string, string | string[] | undefined>
}>

interface Blocks {
  view: Pick<PublishedView, 'block'>
  log: { debug?(fields: object, message: string): void; warn(fields: object, message: string): void }
}

export function addBlocks(app: FastifyInstance, deps: Blocks): void {
  app.options('/ipfs/:cid', (_request, reply) => reply.headers(anyOrigin).code(204).send())
  app.get('/ipfs/:cid', (request: Asked, reply) => answer(deps, request, reply))
  app.get('/ipfs/:cid/*', (request: Asked, reply) =>
    request.params['*'] === ''
      ? answer(deps, request, reply)
      : refuse(reply, 400, 'paths below a CID are not followed here: ask for the CID itself'),
  )
}

async function answer(deps: Blocks, request: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const { query, headers, params } = request
  const wish = chooseFormat(query, headers.accept)
  if (wish.type === 'refused') return refuse(reply, wish.status, wish.why)
  const cid = parse(params.cid)
  if (cid === undefined) return refuse(reply, 400, 'this is no CID')
  const isProbe = params.cid === PROBE
  const bytes = isProbe ? new Uint8Array() : await deps.view.block(cid)
  endOf(request).throwIfAborted()
  if (bytes === undefined) {
    if (/\bonly-if-cached\b/i.test(headers['cache-control'] ?? ''))
      return refuse(reply, 412, 'this block is not published here')
    return refuse(reply, 404, 'this block is not published here')
  }
  const etag = etagOf(params.cid, wish)
  reply
    .headers(anyOrigin)
    .header('cache-control', cacheControl)
    .header('vary', 'accept')
    .header('etag', etag)
    .header('x-ipfs-path', `/ipfs/${params.cid}`)
    .header('x-ipfs-roots', params.cid)
  if (isUnchanged(headers['if-none-match'], etag)) return reply.code(304).send()
  if (wish.type === 'raw') return sendRaw(reply, params.cid, bytes)
  return sendCar(deps, reply, {
    wish,
    root: { cid, bytes },
    name: params.cid,
    isProbe,
    isHead: request.method === 'HEAD',
  })
}

function sendRaw(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .type('application/vnd.ipld.raw')
    .header('content-disposition', `attachment; filename="${name}.bin"`)
    .header('accept-ranges', 'none')
    .send(Buffer.from(bytes))
}

interface CarAnswer {
  wish: CarWish
  root: { cid: CID; bytes: Uint8Array }
  name: string
  isProbe: boolean
  isHead: boolean
}

function sendCar(
  { view, log }: Blocks,
  reply: FastifyReply,
  { wish, root, name, isProbe, isHead }: CarAnswer,
): FastifyReply {
  reply
    .type(`application/vnd.ipld.car; version=1; order=dfs; dups=${wish.dups ? 'y' : 'n'}`)
    .header('content-disposition', `attachment; filename="${name}.car"`)
    .header('accept-ranges', 'none')
  // Of what a GET would send, nobody knows the length yet.
  if (isHead) return reply.send(Readable.from([]))
  if (isProbe) return reply.send(Buffer.from(carHeader(root.cid)))
  const stream = Readable.from(
    carOf(root, wish, (cid) => view.block(cid)),
    { objectMode: false },
  )
  stream.once('error', (error) => {
    // The status has left: the answer breaks off, and the client sees that it is not whole.
    if (error instanceof IncompleteCar) log.debug?.({ root: name, error: error.message }, 'a CAR ended early')
    else log.warn({ root: name, error }, 'a CAR could not be made')
  })
  return reply.send(stream)
}

function parse(text: string): CID | undefined {
  try {
    return CID.parse(text)
  } catch {
    return undefined
  }
}

/** A CAR may be made differently by a later version: its tag is a weak one. */
function etagOf(name: string, wish: { type: 'raw' } | CarWish): string {
  if (wish.type === 'raw') return `"${name}.raw"`
  return `W/"${name}.car.${wish.scope}.dfs.${wish.dups ? 'y' : 'n'}"`
}

function isUnchanged(given: string | undefined, etag: string): boolean {
  const bare = etag.replace(/^W\//, '')
  return (given ?? '').split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === bare)
}

function refuse(reply: FastifyReply, status: number, why: string): FastifyReply {
  return reply
    .code(status)
    .headers(anyOrigin)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(`${why}\n`)
}
