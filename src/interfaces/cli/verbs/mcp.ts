import { MemCubeError } from '../../../core/errors.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb, VerbContext } from '../verb.ts'

export const mcp: Verb = {
  name: 'mcp',
  group: 'start',
  summary: 'serve agents over the Model Context Protocol on stdin and stdout',
  arguments: [],
  options: [
    {
      flags: '--print-config <client>',
      about:
        'print what to put into the settings of claude-code, claude-desktop, cursor, vscode, windsurf, codex or gemini',
    },
    {
      flags: '--grant <grant>',
      about: 'let agents publish, propose or trust; may be given several times',
      many: true,
    },
    { flags: '--revoke <grant>', about: 'take a grant back; may be given several times', many: true },
  ],
  examples: [
    ['memcube mcp --print-config cursor', 'the snippet for Cursor'],
    ['memcube mcp --grant propose', 'agents may offer changes to others; without it they are refused'],
  ],
  async run(_args, options, context) {
    const { grant, revoke, printConfig } = options as {
      grant?: string[]
      revoke?: string[]
      printConfig?: string
    }
    if (grant !== undefined || revoke !== undefined) return changeGrants(grant ?? [], revoke ?? [], context)
    if (printConfig !== undefined) return showConfig(printConfig, context)
    const { createLog } = await import('../create-log.ts')
    const { serveMcp } = await import('../../serve-mcp.ts')
    const { stdin, stdout } = process
    await serveMcp({
      home: context.home,
      log: createLog(undefined),
      stdin,
      stdout,
      signal: context.call.signal,
    })
  },
}

async function changeGrants(
  give: string[],
  take: string[],
  { home, json, out }: Pick<VerbContext, 'home' | 'json' | 'out'>,
): Promise<void> {
  const { grantNames, loadGrants, setGrants } = await import('../../../node/index.ts')
  const known = new Map<string, (typeof grantNames)[number]>(grantNames.map((name) => [name, name]))
  const checked = (name: string): (typeof grantNames)[number] => {
    const found = known.get(name)
    if (found !== undefined) return found
    throw new MemCubeError('ERR_USAGE', `there is no grant "${name}"`, {
      hint: `use one of: ${grantNames.join(', ')}`,
    })
  }
  const grants = new Set(await loadGrants(home))
  for (const name of give) grants.add(checked(name))
  for (const name of take) grants.delete(checked(name))
  await setGrants(home, grants)
  const held = grantNames.filter((name) => grants.has(name))
  if (json) return out.json({ grants: held })
  out.line(held.length === 0 ? 'agents may do nothing beyond this machine' : `agents may: ${held.join(', ')}`)
}

async function showConfig(
  client: string,
  { home, json, out }: Pick<VerbContext, 'home' | 'json' | 'out'>,
): Promise<void> {
  const { clientConfig } = await import('../mcp-config.ts')
  const command = { command: process.execPath, args: [process.argv[1] ?? 'memcube', 'mcp', '--home', home] }
  const { file, text } = clientConfig(client, command)
  if (json) return out.json({ client, file, text })
  out.note(`for ${plainLine(file)}`)
  out.line(text)
}
