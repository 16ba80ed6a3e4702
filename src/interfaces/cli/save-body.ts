/** Writes what a memory holds to a file: a text as it is, a payload byte for byte. An existing file stays unless that is wanted. */
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MemCubeError } from '../../core/errors.ts'

interface Held {
  key: string
  media: string
  body: string | { base64: string } | { link: string; bytes: number }
}

const endings: Readonly<Record<string, string>> = {
  'application/json': '.json',
  'application/pdf': '.pdf',
  'application/xml': '.xml',
  'application/yaml': '.yaml',
  'image/gif': '.gif',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/svg+xml': '.svg',
  'image/webp': '.webp',
  'text/csv': '.csv',
  'text/html': '.html',
  'text/markdown': '.md',
  'text/plain': '.txt',
}

/** The name of a file in a folder: the end of the key, with the ending of its kind, and nothing that leaves the folder. Pure. */
export function fileNameOf({ key, media }: Pick<Held, 'key' | 'media'>): string {
  const last = (key.split('/').at(-1) ?? '').replaceAll(/[\p{C}\\:*?"<>|]/gu, '-').replace(/^\.+/, '')
  const name = last === '' ? 'memory' : last
  const ending = Object.hasOwn(endings, media) ? (endings[media] ?? '') : '.bin'
  return /\.[a-z0-9]{1,8}$/i.test(name) ? name : name + ending
}

/** @returns where it is. @throws ERR_CONFLICT for a file that is there, ERR_NOT_FOUND for a folder that is not */
export async function saveBody(
  held: Held,
  out: string,
  force: boolean,
): Promise<{ path: string; bytes: number }> {
  const { body } = held
  if (typeof body !== 'string' && !('base64' in body))
    throw new MemCubeError('ERR_NOT_FOUND', 'the payload of the memory is not held here', {
      hint: 'pull the cube again',
    })
  const isFolder = (await stat(out).catch(() => undefined))?.isDirectory() === true
  const path = isFolder ? join(out, fileNameOf(held)) : out
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64')
  try {
    await writeFile(path, bytes, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new MemCubeError('ERR_CONFLICT', `${path} is there already; nothing was written`, {
        hint: 'name another file, or add --force',
        cause: error,
      })
    throw new MemCubeError('ERR_INVALID_INPUT', `${path} cannot be written: ${code ?? 'unknown'}`, {
      hint: 'name a file in a folder that is there',
      cause: error,
    })
  }
  return { path, bytes: bytes.length }
}
