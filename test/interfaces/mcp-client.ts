/** The official MCP client at a home: over stdin and stdout, or over HTTP at its daemon. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { onTestFinished } from 'vitest'
import type { Daemon, Json } from '../helpers/daemon.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'
import type { AtEnd } from '../helpers/temporary-home.ts'

export interface Agent {
  client: Client
  /** Calls a tool by what comes after `memcube_`; it must succeed. @returns its structured answer without the marks in it */
  use(tool: string, args?: Record<string, unknown>): Promise<Json>
  /** Calls a tool that must be refused. @returns what the model reads */
  refused(tool: string, args?: Record<string, unknown>): Promise<string>
  /** What the model reads of an answer. */
  read(tool: string, args?: Record<string, unknown>): Promise<string>
}

export async function agentOverStdio(
  home: string,
  args = [program, 'mcp', '--home', home],
  atEnd: AtEnd = onTestFinished,
): Promise<Agent> {
  return connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [...NODE_FLAGS, ...args],
      stderr: 'inherit',
    }),
    atEnd,
  )
}

export async function agentOverHttp({ home, api }: Daemon, atEnd: AtEnd = onTestFinished): Promise<Agent> {
  const token = (await readFile(join(home, 'api.token'), 'utf8')).trim()
  const headers = { authorization: `Bearer ${token}` }
  return connect(new StreamableHTTPClientTransport(new URL('/mcp', api), { requestInit: { headers } }), atEnd)
}

async function connect(transport: Transport, atEnd: AtEnd): Promise<Agent> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  atEnd(() => client.close())
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Json> =>
    client.callTool({ name: `memcube_${name}`, arguments: args }) as Promise<Json>
  const read = async (name: string, args?: Record<string, unknown>): Promise<string> =>
    ((await call(name, args)) as { content: { text: string }[] }).content.map(({ text }) => text).join('\n')
  return {
    client,
    read,
    async use(name, args) {
      const result = await call(name, args)
      if (result.isError === true) throw new Error(`${name}: ${JSON.stringify(result.content)}`)
      return unmarked(result.structuredContent) as Json
    },
    async refused(name, args) {
      const result = await call(name, args)
      if (result.isError !== true) throw new Error(`${name} was not refused`)
      return (result.content as { text: string }[]).map(({ text }) => text).join('\n')
    },
  }
}

/** Marks are for models; programs take them off. */
export function unmarked(value: unknown): unknown {
  if (typeof value === 'string')
    return /^<memory-([0-9a-f]{16})>([^]*)<\/memory-\1>$/.exec(value)?.[2] ?? value
  if (Array.isArray(value)) return value.map(unmarked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, unmarked(one)]))
}
