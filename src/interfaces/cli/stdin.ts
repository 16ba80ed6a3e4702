import { addAbortSignal, type Readable } from 'node:stream'
import { MemCubeError } from '../../core/errors.ts'

/** More is no memory; it is refused before it is held. 1 MiB, four times the largest text. */
const maxBytes = 1024 * 1024

/** All of a stream as UTF-8 text. @throws ERR_LIMIT, ERR_INVALID_INPUT, and the reason of the signal */
export async function readText(stream: Readable, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  addAbortSignal(signal, stream)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw tooMuch()
      chunks.push(chunk)
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
  return decode(Buffer.concat(chunks))
}

function tooMuch(): MemCubeError {
  return new MemCubeError('ERR_LIMIT', `expected at most ${maxBytes} bytes on stdin, and more came`, {
    hint: 'write it to a file and use `memcube import`, which splits it',
  })
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new MemCubeError('ERR_INVALID_INPUT', 'stdin is not UTF-8 text', {
      cause,
      hint: 'convert it, or add it with --type and --file',
    })
  }
}
