/** Where the API listens: a loopback address, or a unix socket that its owner alone may use. */
import { chmod, lstat, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import { requireOwnMachine, type ListenAddress } from '../../home/listen-address.ts'

/** @returns `http://127.0.0.1:PORT`, or `unix:PATH` @throws ERR_CONFLICT where somebody else listens */
export async function listen(app: FastifyInstance, address: ListenAddress): Promise<string> {
  requireOwnMachine(address)
  if ('path' in address) return listenOnSocket(app, address.path)
  const { host, port } = address
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw taken(`${host}:${port}`, cause as Error, 'leave --api out to have a free port chosen')
  }
  const bound = app.server.address()
  const chosen = typeof bound === 'object' && bound !== null ? bound.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`
}

async function listenOnSocket(app: FastifyInstance, path: string): Promise<string> {
  await removeLeftOver(path)
  try {
    await app.listen({ path })
    // Until here the mask of new files decides; whoever connects needs the token as well.
    await chmod(path, 0o600)
  } catch (cause) {
    throw taken(path, cause as Error, 'name a path in a folder of yours')
  }
  return `unix:${path}`
}

/** A daemon that was killed leaves its socket, which nobody answers. */
async function removeLeftOver(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found?.isSocket() === true && !(await isAnswered(path))) await rm(path, { force: true })
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function taken(where: string, cause: Error, hint: string): MemCubeError {
  return new MemCubeError('ERR_CONFLICT', `the local API cannot listen on ${where}: ${cause.message}`, {
    cause,
    hint,
  })
}
