// What goes over the wire beside calls of tools: lines that are no message, batches, the end of a session, settings of clients.
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { parse as parseToml } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { clientConfig } from '../../src/interfaces/cli/mcp-config.ts'
import { createOutput } from '../../src/interfaces/cli/output.ts'
import type { Json } from '../helpers/daemon.ts'
import { createLineTransport } from '../../src/interfaces/mcp/line-transport.ts'

function aLine(): { say(text: string): Promise<Json>; heard: unknown[] } {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  const transport = createLineTransport(stdin, stdout)
  const heard: unknown[] = []
  transport.onmessage = (message) => void heard.push(message)
  void transport.start()
  return {
    heard,
    async say(text) {
      stdin.write(text)
      const [chunk] = (await once(stdout, 'data')) as [Buffer]
      return JSON.parse(chunk.toString())
    },
  }
}

describe('a line on stdin', () => {
  it.each([
    [
      'a batch',
      '[{"jsonrpc":"2.0","id":8,"method":"ping"},{"jsonrpc":"2.0","id":9,"method":"ping"}]',
      -32_600,
      /batch/,
    ],
    ['an empty batch', '[]', -32_600, /batch/],
    ['no JSON', '{"jsonrpc":', -32_700, /JSON/],
    ['JSON that is no message', '{"hello":1}', -32_600, /JSON-RPC/],
    ['a number', '7', -32_600, /JSON-RPC/],
  ])('that is %s is refused in words, and the next one is heard', async (_what, line, code, words) => {
    const { say, heard } = aLine()
    const answer = await say(`${line}\n`)
    expect(answer).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } })
    expect(answer.error.message).toMatch(words)
    const next = say('{"jsonrpc":"2.0","id":1,"method":"ping"}\n{}\n')
    expect(await next).toMatchObject({ error: { code: -32_600 } })
    expect(heard).toEqual([{ jsonrpc: '2.0', id: 1, method: 'ping' }])
  })

  it('that has no end is refused before it fills the memory', async () => {
    const { say, heard } = aLine()
    expect(await say('x'.repeat(9 * 1024 * 1024))).toMatchObject({ error: { code: -32_600 } })
    expect(await say('more\n{"jsonrpc":"2.0","method":"a"}\n7\n')).toMatchObject({ error: { code: -32_600 } })
    expect(heard).toEqual([{ jsonrpc: '2.0', method: 'a' }])
  })
})

describe('the settings for', () => {
  const command = {
    command: '/opt/a "b"\\c/node',
    args: ['/x y/bin.js', 'mcp', '--home', '/home/ä/.memcube'],
  }

  /** As it is printed, through the output that makes texts harmless. */
  function printed(client: string): string {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    createOutput(stdout, stderr).text(clientConfig(client, command).text)
    return stdout.read().toString()
  }

  it.each(['claude-code', 'claude-desktop', 'cursor', 'windsurf', 'gemini', 'vscode'])(
    '%s are JSON on lines',
    (client) => {
      const text = printed(client)
      const settings = JSON.parse(text)
      expect((settings.mcpServers ?? settings.servers).memcube).toMatchObject(command)
      expect(text.split('\n').length).toBeGreaterThan(5)
    },
  )

  it('codex are TOML', () => {
    expect(parseToml(printed('codex'))).toEqual({ mcp_servers: { memcube: command } })
  })
})
