/** MCP on stdin and stdout, until the client closes them. */
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createMcpServer, type McpDeps } from './create-server.ts'

/** Resolves when the client has gone or the signal aborts. */
export async function serveStdio(
  deps: McpDeps,
  { stdin, stdout, signal }: { stdin: Readable; stdout: Writable; signal: AbortSignal },
): Promise<void> {
  const server = createMcpServer(deps)
  const ended = new Promise<void>((resolve) => {
    stdin.once('end', resolve).once('close', resolve).once('error', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await server.connect(new StdioServerTransport(stdin, stdout))
  await ended
  await server.close()
}
