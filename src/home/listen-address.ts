/** Where something of a daemon listens, as text and parsed. Pure. */
import { isAbsolute, resolve } from 'node:path'
import { MemCubeError } from '../core/errors.ts'

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

/** `HOST:PORT`, `PORT` on this machine, or `unix:PATH`. @throws ERR_USAGE */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('unix:')) return { path: resolve(text.slice('unix:'.length)) }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]:|([^:]+):)?(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain ?? '127.0.0.1'
  if (digits === undefined || Number(digits) > 65_535)
    throw new MemCubeError('ERR_USAGE', `expected HOST:PORT or unix:PATH, got "${text}"`, {
      hint: 'use 127.0.0.1:4747, or leave it out',
    })
  return { host: host === 'localhost' ? '127.0.0.1' : host, port: Number(digits) }
}

/** An address as text; names are no addresses, for what they mean may change. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address)
}
