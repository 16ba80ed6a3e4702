/** The official MCP client at a node in this process: no daemon, no child, milliseconds for a test. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { onTestFinished } from 'vitest'
import { createMcpServer, type McpWishes } from '../../src/interfaces/mcp/create-server.ts'
import type { AgentGrants, CallOptions, Grant } from '../../src/node/index.ts'
import type { Json } from '../helpers/daemon.ts'
import { unmarked } from './mcp-client.ts'

export interface MemoryAgent {
  client: Client
  /** What the owner allows; tests change it. */
  grants: { names: Set<Grant>; folders: string[] }
  /** The whole answer, marks and all. */
  call(tool: string, args?: Record<string, unknown>): Promise<Json>
  /** The structured answer of a call that must succeed, without its marks. */
  use(tool: string, args?: Record<string, unknown>): Promise<Json>
  /** What the model reads of a call that must be refused. */
  refused(tool: string, args?: Record<string, unknown>): Promise<string>
}

export async function agentInMemory(
  node: { call(name: string, input: unknown, options: CallOptions): Promise<unknown> },
  home: string,
  wishes: McpWishes = {},
): Promise<MemoryAgent> {
  const grants = { names: new Set<Grant>(), folders: [] as string[] }
  const deps = {
    home,
    node,
    grants: async (): Promise<AgentGrants> => grants,
    watch: () => () => {},
    version: '1',
  }
  const server = createMcpServer(deps, wishes)
  const [here, there] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1' })
  await Promise.all([server.connect(there), client.connect(here)])
  onTestFinished(async () => client.close())
  const call = async (tool: string, args: Record<string, unknown> = {}): Promise<Json> =>
    client.callTool({ name: `memcube_${tool}`, arguments: args }) as Promise<Json>
  const textOf = ({ content }: Json): string =>
    (content as { text: string }[]).map(({ text }) => text).join('\n')
  return {
    client,
    grants,
    call,
    async use(tool, args) {
      const result = await call(tool, args)
      if (result.isError === true) throw new Error(`${tool}: ${textOf(result)}`)
      return unmarked(result.structuredContent) as Json
    },
    async refused(tool, args) {
      const result = await call(tool, args)
      if (result.isError !== true) throw new Error(`${tool} was not refused`)
      return textOf(result)
    },
  }
}
