/** What the space of a swarm keeps of its gate for Kubo: `kubo.json`, the pre-shared key as Kubo reads it, and a node key. */
import { constants } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MAX_SWARM_KEY_FILE_BYTES, type KeyFile } from '../network/index.ts'
import { replaceFile } from '../storage/index.ts'
import { NodeError, notFound } from '../home/index.ts'

export const swarmKeyPath = (space: string): string => join(space, 'swarm.key')
export const gateKeyPath = (space: string): string => join(space, 'kubo.key')
const settingsPath = (space: string): string => join(space, 'kubo.json')

export interface KuboSaved {
  /** Peer ids that are let in. */
  peers: string[]
  /** Multiaddrs to listen on; those of the profile at `port` when absent. */
  listen?: string[]
  port?: number
  /** The epoch in which the key was put here. */
  epoch: number
  /** What somebody wrote beside it; none of it is obeyed, and most of it is refused. */
  wishes: Record<string, unknown>
}

const settings = z.looseObject({
  peers: z.array(z.string()).max(256),
  listen: z.array(z.string()).max(16).optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  epoch: z.number().int().min(0),
})

/** Undefined where no Kubo node is let in. @throws ERR_CORRUPT */
export async function loadKubo(space: string): Promise<KuboSaved | undefined> {
  const path = settingsPath(space)
  const file = await readSmall(path, 65_536)
  if (file === undefined) return undefined
  try {
    const { peers, listen, port, epoch, ...wishes } = settings.parse(JSON.parse(file.bytes.toString('utf8')))
    return { peers, epoch, wishes, ...(listen && { listen }), ...(port !== undefined && { port }) }
  } catch (cause) {
    throw new NodeError('ERR_CORRUPT', `${path} is not what memcube wrote there`, {
      cause,
      hint: 'turn it off and on again: `memcube swarm kubo SWARM off`',
    })
  }
}

/** The key first: settings without a key start nothing. @throws ERR_DISK_FULL, ERR_DENIED */
export async function saveKubo(
  space: string,
  { peers, listen, port, epoch }: KuboSaved,
  key: Uint8Array,
): Promise<void> {
  await replaceFile(swarmKeyPath(space), key)
  await replaceFile(settingsPath(space), `${JSON.stringify({ peers, listen, port, epoch }, undefined, 2)}\n`)
}

/** Takes the key away as well. */
export async function removeKubo(space: string): Promise<void> {
  await rm(settingsPath(space), { force: true })
  await rm(swarmKeyPath(space), { force: true })
}

interface KeyBytes {
  bytes: Buffer
  file: KeyFile
}

/** Bytes of a key file, no more of them than one more than a key has, and who may read it. Undefined when there is none. */
export function readKey(path: string): Promise<KeyBytes | undefined> {
  return readSmall(path, MAX_SWARM_KEY_FILE_BYTES)
}

/** @throws ERR_NOT_FOUND, ERR_DENIED */
export async function requireKey(path: string): Promise<KeyBytes> {
  const read = await readKey(path)
  if (read !== undefined) return read
  throw notFound(
    `there is no file ${path}`,
    'without --key a key is made; a Kubo repository keeps its own as swarm.key',
  )
}

async function readSmall(path: string, maxBytes: number): Promise<KeyBytes | undefined> {
  // Without waiting: a pipe that nobody writes to would else hold the call for ever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
  const handle = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw unreadable(path, error)
  })
  if (handle === undefined) return undefined
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw unreadable(path, new Error('it is no file'))
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0)
    const own = process.getuid === undefined || process.getuid() === stat.uid
    const mode = process.getuid === undefined ? stat.mode & ~0o077 : stat.mode
    return { bytes: buffer.subarray(0, bytesRead), file: { path, mode, own } }
  } finally {
    await handle.close()
  }
}

function unreadable(path: string, cause: Error): NodeError {
  return new NodeError('ERR_DENIED', `${path} cannot be read: ${cause.message}`, {
    cause,
    hint: 'give a file that belongs to the user who runs memcube',
  })
}
