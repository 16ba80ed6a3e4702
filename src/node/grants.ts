/** What agents may do that reaches beyond their owner's memories: nothing, until the owner says so in the configuration of the home. */
import { realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { changeConfig, openHome } from '../storage/index.ts'
import { NodeError, notFound } from '../home/index.ts'

/**
 * `files`: read files of named folders. `network`: ask and dial other nodes. `publish`: share cubes, and write what others
 * can read. `forget`: erase what cannot be brought back. `propose`: offer changes to others and answer their offers.
 * `trust`: decide whom to believe.
 */
export const grantNames = ['files', 'network', 'publish', 'forget', 'propose', 'trust'] as const
export type Grant = (typeof grantNames)[number]

export interface AgentGrants {
  names: ReadonlySet<Grant>
  /** Real paths of the folders that `files` is given for. */
  folders: readonly string[]
}

/** Read anew each time, so that a grant that was taken back is gone at once. @throws ERR_NOT_FOUND without a home, ERR_CORRUPT */
export async function loadGrants(home: string): Promise<AgentGrants> {
  const { grants = [], files = [] } = (await openHome(home)).config.agents ?? {}
  // Without a folder there is nothing to read.
  const isGiven = (name: Grant): boolean => (name === 'files' ? files.length > 0 : grants.includes(name))
  return { names: new Set(grantNames.filter(isGiven)), folders: files }
}

/** Replaces what agents may do. */
export async function setGrants(home: string, { names, folders }: AgentGrants): Promise<void> {
  const grants = [...names].filter((name) => name !== 'files').sort()
  const files = folders.length > 0 ? [...folders].sort() : undefined
  await changeConfig(await openHome(home), (now) => ({ ...now, agents: { ...now.agents, grants, files } }))
}

/** The grants after some were given and some taken back. Each is a name, `files` with a folder: `files=DIR`. @throws ERR_USAGE, ERR_NOT_FOUND, ERR_DENIED */
export async function changedGrants(
  home: string,
  { names, folders }: AgentGrants,
  { give, take }: { give: readonly string[]; take: readonly string[] },
): Promise<AgentGrants> {
  const held = { names: new Set(names), folders: new Set(folders) }
  for (const { name, folder } of give.map(parseGrant)) {
    if (name !== 'files') held.names.add(name)
    else if (folder === undefined) throw noFolder()
    else held.folders.add(await grantable(folder, home))
  }
  for (const { name, folder } of take.map(parseGrant)) {
    if (name !== 'files') held.names.delete(name)
    else if (folder === undefined) held.folders.clear()
    else if (!held.folders.delete(folder) && !held.folders.delete(await realpath(folder).catch(() => folder)))
      throw notFound(`agents have no grant for the folder ${folder}`, 'see `memcube mcp --grants`')
  }
  if (held.folders.size > 0) held.names.add('files')
  else held.names.delete('files')
  return { names: held.names, folders: [...held.folders] }
}

/** Whether a path is a folder or below it. Both are real paths. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function parseGrant(text: string): { name: Grant; folder?: string } {
  const [, word = text, folder] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  const name = grantNames.find((known) => known === word)
  if (name === undefined || (folder !== undefined && name !== 'files')) {
    throw new NodeError('ERR_USAGE', `there is no grant "${text}"`, {
      hint: `use one of: ${grantNames.map((known) => (known === 'files' ? 'files=DIR' : known)).join(', ')}`,
    })
  }
  return folder === undefined || folder === '' ? { name } : { name, folder }
}

function noFolder(): NodeError {
  return new NodeError('ERR_USAGE', 'the grant "files" is given for a folder', {
    hint: 'say which: --grant files=DIR',
  })
}

/** The real path, so that a link which is put there later leads nowhere else. */
async function grantable(folder: string, home: string): Promise<string> {
  const real = await realpath(folder).catch(() => undefined)
  if (real === undefined || !(await stat(real)).isDirectory())
    throw notFound(`there is no folder ${folder}`, 'name a folder that is there')
  if (isWithin(real, await realpath(home)))
    throw new NodeError('ERR_DENIED', 'agents get no grant for the files of the home: its keys are there', {
      hint: 'name another folder',
    })
  return real
}
