/** What each client wants in its settings to start an MCP server. */
import { MemCubeError } from '../../core/errors.ts'

interface Command {
  command: string
  args: readonly string[]
}

interface ClientConfig {
  /** Where the client looks for it. */
  file: string
  text(command: Command): string
}

const json = (value: unknown): string => JSON.stringify(value, undefined, 2)
const servers = (command: Command): string => json({ mcpServers: { memcube: command } })
/** A TOML string has the escapes of JSON, and one more character that needs one. https://toml.io/en/v1.0.0#string */
const toml = (value: unknown): string => JSON.stringify(value).replaceAll('\u007f', '\\u007f')

const clients: Readonly<Record<string, ClientConfig>> = {
  'claude-code': { file: '.mcp.json in the project', text: servers },
  'claude-desktop': { file: 'claude_desktop_config.json', text: servers },
  cursor: { file: '.cursor/mcp.json', text: servers },
  windsurf: { file: '~/.codeium/windsurf/mcp_config.json', text: servers },
  gemini: { file: '.gemini/settings.json', text: servers },
  vscode: {
    file: '.vscode/mcp.json',
    text: (command) => json({ servers: { memcube: { type: 'stdio', ...command } } }),
  },
  codex: {
    file: '~/.codex/config.toml',
    text: ({ command, args }) => `[mcp_servers.memcube]\ncommand = ${toml(command)}\nargs = ${toml(args)}`,
  },
}

/** @throws ERR_USAGE for a client that is not known */
export function clientConfig(client: string, command: Command): { file: string; text: string } {
  const config = Object.hasOwn(clients, client) ? clients[client] : undefined
  if (config === undefined) {
    throw new MemCubeError('ERR_USAGE', `there is no client "${client}" here`, {
      hint: `use one of: ${Object.keys(clients).join(', ')}; most others read the same as cursor`,
    })
  }
  return { file: config.file, text: config.text(command) }
}
