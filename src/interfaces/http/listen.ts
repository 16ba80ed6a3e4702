/** Where the API listens: a loopback address, or a unix socket that its owner alone may use. */
import { chmod, lstat, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { isAbsolute } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import { isLoopback } from './guard.ts'

export type ListenAddress = { host: string; port: number } | { path: string }

/** What the kernel takes as the name of a socket (`sun_path`, 108 bytes with its end on Linux, 104 on macOS). */
const maxPathBytes = 103

/** @throws ERR_USAGE for an address that other machines can reach, or a path that cannot be a socket */
export function requireOwnMachine(address: ListenAddress): void {
  if ('path' in address) {
    if (isAbsolute(address.path) && Buffer.byteLength(address.path) <= maxPathBytes) return
    throw new MemCubeError(
      'ERR_USAGE',
      `"${address.path}" cannot be the path of a socket: it is to be absolute, of at most ${maxPathBytes} bytes`,
      { hint: 'use --api unix:/run/user/1000/memcube.sock' },
    )
  }
  if (isLoopback(address.host)) return
  throw new MemCubeError('ERR_USAGE', `the local API listens on this machine only, not on ${address.host}`, {
    hint: 'use --api 127.0.0.1:PORT',
  })
}

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
