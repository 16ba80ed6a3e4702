import { MemCubeError } from '../../../core/errors.ts'
import { s3KeysIn } from '../s3-keys-in.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb, VerbContext } from '../verb.ts'

export const mcp: Verb = {
  name: 'mcp',
  group: 'start',
  stays: true,
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
      about:
        'let agents do more: files=DIR, network, publish, forget, propose or trust; may be given several times',
      many: true,
    },
    { flags: '--revoke <grant>', about: 'take a grant back; may be given several times', many: true },
    { flags: '--grants', about: 'say what agents may do' },
    { flags: '--tools <set>', about: 'how many tools: basic for few tokens, or full' },
    { flags: '--cube <cube>', about: 'the cube for memories that name none; "memories" when not given' },
  ],
  examples: [
    ['memcube mcp --print-config cursor', 'the snippet for Cursor'],
    ['memcube mcp --grant files=./notes', 'agents may import from this folder and from nowhere else'],
    [
      'memcube mcp --grant network --grant publish',
      'agents may ask other nodes, and share; `memcube help agents`',
    ],
  ],
  async run(_args, options, context) {
    const { grant, revoke, grants, printConfig, tools, cube } = options as {
      grant?: string[]
      revoke?: string[]
      grants?: boolean
      printConfig?: string
      tools?: string
      cube?: string
    }
    if (grant !== undefined || revoke !== undefined || grants === true)
      return changeGrants(grant ?? [], revoke ?? [], context)
    const wishes = { tools: toolSet(tools), cube }
    if (printConfig !== undefined) return showConfig(printConfig, wishes, context)
    const { createLog } = await import('../create-log.ts')
    const { serveMcp } = await import('../../serve-mcp.ts')
    const { waitLimit } = await import('../home-turn.ts')
    const { stdin, stdout } = process
    await serveMcp({
      home: context.home,
      log: createLog(undefined),
      stdin,
      stdout,
      signal: context.call.signal,
      wishes,
      waitMs: waitLimit(process.env),
      s3Keys: s3KeysIn(process.env),
    })
  },
}

/** @throws ERR_USAGE */
function toolSet(text: string | undefined): 'basic' | 'full' | undefined {
  if (text === undefined || text === 'basic' || text === 'full') return text
  throw new MemCubeError('ERR_USAGE', `there is no set of tools "${plainLine(text)}"`, {
    hint: 'use basic or full',
  })
}

async function changeGrants(
  give: string[],
  take: string[],
  { home, json, out }: Pick<VerbContext, 'home' | 'json' | 'out'>,
): Promise<void> {
  const { changedGrants, grantNames, loadGrants, setGrants } = await import('../../../node/index.ts')
  const before = await loadGrants(home)
  const grants = await changedGrants(home, before, { give, take })
  if (give.length > 0 || take.length > 0) await setGrants(home, grants)
  const held = grantNames.filter((name) => grants.names.has(name))
  if (json) return out.json({ grants: held, files: grants.folders })
  if (held.length === 0)
    return out.line('agents may read no files, send nothing off this machine and erase nothing for good')
  const told = held.map((name) =>
    name === 'files'
      ? `files in ${grants.folders.map((folder) => plainLine(folder, Infinity)).join(', ')}`
      : name,
  )
  out.line(`agents may: ${told.join(', ')}`)
}

async function showConfig(
  client: string,
  { tools, cube }: { tools: string | undefined; cube: string | undefined },
  { home, json, out }: Pick<VerbContext, 'home' | 'json' | 'out'>,
): Promise<void> {
  const { clientConfig } = await import('../mcp-config.ts')
  const wishes = [
    ...(tools === undefined ? [] : ['--tools', tools]),
    ...(cube === undefined ? [] : ['--cube', cube]),
  ]
  const args = [process.argv[1] ?? 'memcube', 'mcp', '--home', home, ...wishes]
  const command = { command: process.execPath, args }
  const { file, text } = clientConfig(client, command)
  if (json) return out.json({ client, file, text })
  out.note(`for ${plainLine(file)}`)
  out.text(text)
}
