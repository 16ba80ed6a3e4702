// The settings that docs/recipes.md shows are those that `memcube mcp --print-config` prints.
import { readFileSync } from 'node:fs'
import { parse as parseToml } from 'smol-toml'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { clientConfig } from '../../src/interfaces/cli/mcp-config.ts'

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```json (\S+)\n([\s\S]*?)\n```$/gm)]
const command = {
  command: '/path/of/node',
  args: ['/path/of/memcube.js', 'mcp', '--home', '/home/alice/.memcube'],
}

it.each(blocks.map(([, client = '', text = '']) => [client, text]))(
  'docs/recipes.md shows the settings for %s as they are printed, for the file where they go',
  (client, text) => {
    const printed = clientConfig(client, command)
    expect(text).toBe(printed.text)
    expect(page).toContain(`\`${printed.file.replace(' in the project', '')}\``)
  },
)

/**
 * The fields of a server that a client documents for one that it starts itself, and how it reads the file:
 * https://code.visualstudio.com/docs/copilot/reference/mcp-configuration, https://geminicli.com/docs/tools/mcp-server,
 * https://docs.cursor.com/context/mcp, https://docs.windsurf.com, https://github.com/openai/codex (docs/config.md),
 * https://docs.anthropic.com/en/docs/claude-code/mcp
 */
const stdio = { command: z.string().min(1), args: z.array(z.string()) }
const named = z.strictObject({ memcube: z.strictObject(stdio) })
const mcpServers = z.strictObject({ mcpServers: named })
const shapes: Record<string, z.ZodType> = {
  'claude-code': mcpServers,
  'claude-desktop': mcpServers,
  cursor: mcpServers,
  windsurf: mcpServers,
  gemini: mcpServers,
  vscode: z.strictObject({
    servers: z.strictObject({ memcube: z.strictObject({ type: z.literal('stdio'), ...stdio }) }),
  }),
  codex: z.strictObject({ mcp_servers: named }),
}

it.each(Object.entries(shapes))(
  'the settings for %s parse as the client reads them, have the fields that it documents, and hold every path as it is',
  (client, shape) => {
    const odd = {
      command: '/a b/"no\\de"/ü',
      args: ["it's", '--home', 'C:\\Users\\ada\n\t\u007f', '#x', '${y}'],
    }
    const { text } = clientConfig(client, odd)
    const read: unknown = client === 'codex' ? parseToml(text) : JSON.parse(text)
    expect(shape.safeParse(read).error).toBeUndefined()
    expect(JSON.stringify(read)).toContain(JSON.stringify(odd).slice(1, -1))
  },
)

it('docs/recipes.md shows the settings of three clients', () => {
  expect(blocks).toHaveLength(3)
})
