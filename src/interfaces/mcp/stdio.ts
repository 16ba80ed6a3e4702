/** MCP on stdin and stdout, until the client closes them. */
import type { Readable, Writable } from 'node:stream'
import { createMcpServer, type McpDeps, type McpWishes } from './create-server.ts'
import { createLineTransport } from './line-transport.ts'

/** Resolves when the client has gone or the signal aborts. */
export async function serveStdio(
  deps: McpDeps,
  { stdin, stdout, signal }: { stdin: Readable; stdout: Writable; signal: AbortSignal },
  wishes: McpWishes = {},
): Promise<void> {
  const server = createMcpServer(deps, wishes)
  const ended = new Promise<void>((resolve) => {
    stdin.once('end', resolve).once('close', resolve).once('error', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await server.connect(createLineTransport(stdin, stdout))
  await ended
  await server.close()
}
