/** MCP over Streamable HTTP: a session for each client, bounded in number and in idleness. Who may ask is decided before. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpServer, type McpDeps, type McpWishes } from './create-server.ts'

/** Agents on one machine; each session holds some tens of kilobytes. A guess. */
const maxSessions = 64
/** A client that went without a word is forgotten after so long. A guess. */
const idleMs = 3_600_000

export interface McpHttp {
  /** Answers one request, whose body has been read and parsed. */
  handle(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void>
  close(): Promise<void>
}

/** A client that is further behind than this is cut off; longer than any answer. A guess. */
const maxWaitingBytes = 16 * 1024 * 1024

interface Session {
  transport: StreamableHTTPServerTransport
  usedMs: number
  close(): Promise<void>
}

export function createMcpHttp(deps: McpDeps, now: () => number = Date.now): McpHttp {
  const sessions = new Map<string, Session>()
  const drop = async (id: string): Promise<void> => {
    const session = sessions.get(id)
    sessions.delete(id)
    await session?.close()
  }
  const makeRoom = async (): Promise<void> => {
    const byAge = [...sessions].sort(([, a], [, b]) => a.usedMs - b.usedMs)
    const surplus = sessions.size - maxSessions + 1
    for (const [i, [id, { usedMs }]] of byAge.entries()) {
      if (now() - usedMs > idleMs || i < surplus) await drop(id)
    }
  }
  const begin = async (request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> => {
    await makeRoom()
    const server = createMcpServer(deps, wishesOf(request.url))
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) =>
        void sessions.set(id, { transport, usedMs: now(), close: () => server.close() }),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    await server.connect(transport)
    await transport.handleRequest(request, response, body)
    // What came was no beginning of a session, and has been refused.
    if (transport.sessionId === undefined) await server.close()
  }
  return {
    async handle(request, response, body) {
      cutOffWhenBehind(response)
      const id = request.headers['mcp-session-id']
      if (typeof id !== 'string') return begin(request, response, body)
      const session = sessions.get(id)
      if (session === undefined) return refuseSession(response)
      session.usedMs = now()
      await session.transport.handleRequest(request, response, body)
    },
    async close() {
      await Promise.all([...sessions.keys()].map(drop))
    },
  }
}

/** `/mcp?tools=basic&cube=notes`: what is said with `--tools` and `--cube` on stdin and stdout. */
function wishesOf(url = ''): McpWishes {
  const { searchParams } = new URL(url, 'http://localhost')
  const cube = searchParams.get('cube')
  return {
    ...(searchParams.get('tools') === 'basic' && { tools: 'basic' }),
    ...(cube !== null && cube !== '' && { cube }),
  }
}

/** Notes are written whether or not they are read; what waits for their reader is bounded here. */
function cutOffWhenBehind(response: ServerResponse): void {
  const write = response.write.bind(response) as (...args: unknown[]) => boolean
  response.write = (...args: unknown[]): boolean => {
    const hasRoom = write(...args)
    if (response.writableLength > maxWaitingBytes) response.destroy()
    return hasRoom
  }
}

/** The protocol's answer to a session that is gone: the client begins a new one. */
function refuseSession(response: ServerResponse): void {
  const error = { code: -32_001, message: 'there is no such session; begin a new one' }
  response.writeHead(404, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error }))
}
