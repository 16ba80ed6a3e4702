/** MCP on stdin and stdout, until the client closes them. */
import type { Readable, Writable } from 'node:stream'
import { createMcpServer, type McpDeps, type McpWishes } from './create-server.ts'
import { createLineTransport } from './line-transport.ts'

/** A client that does not read is further behind than any answer is long. Guess. */
const maxWaitingBytes = 16 * 1024 * 1024

/** Resolves when the client has gone, or reads no more, or the signal aborts. */
export async function serveStdio(
  deps: McpDeps,
  { stdin, stdout, signal }: { stdin: Readable; stdout: Writable; signal: AbortSignal },
  wishes: McpWishes = {},
): Promise<void> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const finish = (): void => end()
  stdin.once('end', finish).once('close', finish).once('error', finish)
  stdout.once('close', finish).once('error', finish)
  signal.addEventListener('abort', finish, { once: true })
  const watch: McpDeps['watch'] = (tell) =>
    deps.watch((event) => {
      if (stdout.writableLength > maxWaitingBytes) return finish()
      tell(event)
    })
  const server = createMcpServer({ ...deps, watch }, wishes)
  await server.connect(createLineTransport(stdin, stdout))
  // Who does not take its answers may not ask on.
  const holdUp = (): void => {
    if (!stdout.writableNeedDrain) return
    stdin.pause()
    stdout.once('drain', () => stdin.resume())
  }
  stdin.on('data', holdUp)
  await ended
  stdin.off('data', holdUp)
  await server.close()
}
