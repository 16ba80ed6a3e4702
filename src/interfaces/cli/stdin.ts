import { MemCubeError } from '../../core/errors.ts'

/** More is no memory; it is refused before it is held. 1 MiB, four times the largest text. */
const maxBytes = 1024 * 1024

/** All of stdin as UTF-8 text. @throws ERR_LIMIT, ERR_INVALID_INPUT */
export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes)
      throw new MemCubeError('ERR_LIMIT', `more than ${maxBytes} bytes on stdin`, {
        hint: 'write it to a file and use `memcube import`',
      })
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new MemCubeError('ERR_INVALID_INPUT', 'stdin is not UTF-8 text', {
      cause,
      hint: 'convert it, or add it with --type and --file',
    })
  }
}
