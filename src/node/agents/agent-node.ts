/** A node as agents may use it: each call is judged, by what its use case says of grants, before it is made. */
import { grantNames, type AgentGrants, type Grant } from '../grants.ts'
import { MemCubeError } from '../../core/errors.ts'
import { NodeError, type CallOptions } from '../../home/index.ts'
import { missingGrants } from './grant-error.ts'
import { useCases } from '../use-cases/index.ts'
import type { AgentInput, Look, NeededGrants, Reach } from './needed-grants.ts'
import { stageFiles } from './stage-files.ts'

type Call = (name: string, input: AgentInput, options: CallOptions) => Promise<unknown>

export interface AgentNode {
  /** @throws ERR_DENIED that names the grants which are missing, and what the call throws */
  call: Call
}

interface AgentNodeDeps {
  home: string
  node: { call(name: string, input: unknown, options: CallOptions): Promise<unknown> }
  /** What the owner allows agents, read anew for each call. */
  grants(): Promise<AgentGrants>
  /** What the program of the agent calls itself, as soon as it has said so. */
  agent?(): string | undefined
}

export function createAgentNode({ home, node, grants, agent }: AgentNodeDeps): AgentNode {
  return {
    async call(name, input, options) {
      const known = useCases.get(name)?.grants
      if (known === undefined) throw notForAgents(`"${name}"`)
      requireKnownFields(name, known, input)
      const look: Look = (named, what) => reachOf(node, named, what, options)
      const needs = await known.needs(input, look)
      const held = await grants()
      requireGrants(known, needs, held)
      const given = { ...input, ...known.fixed?.(held.names, agent?.()) }
      if (!needs.includes('files')) return node.call(name, given, options)
      const { folders } = held
      await using staged = await stageFiles(String(input['path']), { folders, home, signal: options.signal })
      const answer = (await node
        .call(name, { ...given, path: staged.path }, options)
        .catch((error: unknown) => throwAt(error, staged.path, String(input['path'])))) as AgentInput
      const skipped = [...((answer['skipped'] as unknown[] | undefined) ?? []), ...staged.skipped]
      return { ...answer, skipped }
    },
  }
}

/** @throws ERR_INVALID_INPUT for a field that agents may not give */
function requireKnownFields(name: string, { fields }: NeededGrants, input: AgentInput): void {
  for (const [field, value] of Object.entries(input)) {
    if (fields.includes(field)) continue
    const parts = fields
      .filter((one) => one.startsWith(`${field}.`))
      .map((one) => one.slice(field.length + 1))
    const isList = parts.length > 0 && Array.isArray(value)
    const unknown = isList
      ? (value as object[]).flatMap((one) => Object.keys(one)).find((part) => !parts.includes(part))
      : field
    if (unknown === undefined) continue
    throw new NodeError('ERR_INVALID_INPUT', `agents cannot give "${unknown}" to ${name}`, {
      hint: 'leave it out, or ask the owner of this home to do it',
    })
  }
}

function notForAgents(what: string): NodeError {
  return new NodeError('ERR_DENIED', `agents may not call ${what}, and no grant allows it`, {
    hint: 'ask the owner of this home to do it',
  })
}

/** @throws {GrantError} that names the grants, for an agent and for the person it works for */
function requireGrants(
  { does }: Pick<NeededGrants, 'does'>,
  needs: readonly Grant[],
  { names }: Pick<AgentGrants, 'names'>,
): void {
  const missing = grantNames.filter((grant) => needs.includes(grant) && !names.has(grant))
  if (missing.length > 0) throw missingGrants(does, missing)
}

/** Who can read a cube or branch. @throws ERR_NOT_FOUND and what else `show` throws: the call itself would too */
async function reachOf(
  { call }: AgentNodeDeps['node'],
  { cube, swarm, branch }: AgentInput,
  what: 'cube' | 'branch',
  { signal }: CallOptions,
): Promise<Reach> {
  const named = { cube, ...(swarm !== undefined && { swarm }) }
  const quiet = { signal, progress: () => {} }
  const { visibility } = (await call('show', named, quiet)) as { visibility: Reach }
  if (what === 'cube' || visibility !== 'public') return visibility
  const { branches } = (await call('branch', named, quiet)) as { branches: ListedBranch[] }
  const found = branches.find(({ name, current }) =>
    typeof branch === 'string' ? name === branch.normalize('NFC') : current,
  )
  // One that is not there yet is private when it is made.
  return found?.published === true ? 'public' : 'private'
}

interface ListedBranch {
  name: string
  current: boolean
  published: boolean
}

/** The copy has a name that nobody gave. */
function throwAt(error: unknown, copy: string, path: string): never {
  if (!(error instanceof MemCubeError)) throw error
  const said = (text: string): string => text.replaceAll(copy, path)
  throw new NodeError(error.code, said(error.message), {
    cause: error,
    ...(error.hint !== undefined && { hint: said(error.hint) }),
  })
}
