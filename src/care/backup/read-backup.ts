/** Reads a backup: first the whole file against its digest, then its frames, in the order that the format has. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createZstdDecompress } from 'node:zlib'
import { bytesEqual } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { NodeError, notFound } from '../../home/index.ts'
import {
  backupVersions,
  badFrame,
  digestBytes,
  magicBytes,
  magicOf,
  parseFrames,
  type Frame,
} from './format.ts'

/** @throws ERR_NOT_FOUND, ERR_INVALID_INPUT for what is no backup, ERR_INCOMPATIBLE, ERR_CORRUPT */
export async function* readBackup(path: string, signal: AbortSignal): AsyncGenerator<Frame> {
  const end = await checkWhole(path, signal)
  const packed = createReadStream(path, { start: magicBytes, end: end - 1, signal })
  const plain = packed.pipe(createZstdDecompress())
  packed.on('error', (error) => plain.destroy(error))
  try {
    let isEnded = false
    for await (const frame of parseFrames(plain)) {
      if (isEnded) throw badFrame('something follows its end')
      isEnded = frame.type === 'end'
      yield frame
    }
    if (!isEnded) throw badFrame('its end is missing')
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof NodeError || !(error instanceof Error)) throw error
    // Decoding, or the decompression of what another program put together.
    if (error instanceof MemCubeError || /^Z|zstd/i.test(String((error as NodeJS.ErrnoException).code)))
      throw badFrame(error.message)
    throw error
  } finally {
    packed.destroy()
    plain.destroy()
  }
}

/** @returns where the digest begins */
async function checkWhole(path: string, signal: AbortSignal): Promise<number> {
  const unopened = (error: NodeJS.ErrnoException): never => {
    throw notFound(
      `the backup ${path} cannot be opened: ${error.message}`,
      'name the file that `memcube backup` wrote',
    )
  }
  // Before it is opened: a pipe is opened only once somebody writes to it, and not even a signal ends that.
  if (!(await stat(path).catch(unopened)).isFile()) throw foreign(path)
  const file = await open(path, 'r').catch(unopened)
  try {
    const { size } = await file.stat()
    const begin = Buffer.alloc(magicBytes)
    await file.read(begin, 0, begin.length, 0)
    const version = begin.at(-1)
    if (!bytesEqual(begin.subarray(0, -1), magicOf(1).subarray(0, -1))) throw foreign(path)
    if (!backupVersions.some((known) => known === version))
      throw new NodeError(
        'ERR_INCOMPATIBLE',
        `${path} is a backup of format ${version}; this memcube reads formats ${backupVersions.join(' and ')}`,
        {
          hint: 'use the memcube that made it, or a newer one',
        },
      )
    const end = size - digestBytes
    if (end <= magicBytes) throw damaged(path)
    const digest = createHash('sha256')
    for await (const chunk of createReadStream(path, { end: end - 1, signal })) digest.update(chunk as Buffer)
    const seal = Buffer.alloc(digestBytes)
    await file.read(seal, 0, digestBytes, end)
    if (!bytesEqual(digest.digest(), seal)) throw damaged(path)
    return end
  } finally {
    await file.close()
  }
}

function foreign(path: string): NodeError {
  return new NodeError('ERR_INVALID_INPUT', `${path} is no backup of memcube; nothing was restored`, {
    hint: 'name the file that `memcube backup` wrote',
  })
}

function damaged(path: string): NodeError {
  return new NodeError(
    'ERR_CORRUPT',
    `${path} is not what was written: it was cut off, or bytes of it changed; nothing was restored`,
    { hint: 'use another copy of the backup' },
  )
}
