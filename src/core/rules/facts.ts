/** What a rule may ask about: one commit, and one memory that it changes. Spec: protocols/policy/spec.md, "Facts". Pure. */
import type { CelInput } from '@bufbuild/cel'
import type { CID } from 'multiformats/cid'
import type { Memory } from '../cube/index.ts'

export interface CommitFacts {
  /** `did:key` of who signs the commit. */
  author: string
  branch: string
  /** Milliseconds since the Unix epoch. */
  time: number
  message: string
  parents: readonly CID[]
  /** Dids of those who may sign the cube. */
  authors: readonly string[]
  /** Dids of those whose approval of what is merged is valid, each once. */
  approvals: readonly string[]
}

/** One key against the first parent. */
export interface ChangeFacts {
  key: string
  op: 'add' | 'change' | 'remove'
  /** What the key holds now; for `remove`, what it held. */
  memory: Memory
}

/** Names and their fields; or what they are: one text or number, a list of such, or a list of maps. */
export type FactKind = 'one' | 'list' | 'maps'
export interface FactShape {
  [name: string]: FactShape | FactKind
}

const commitShape: FactShape = {
  author: 'one',
  authors: 'list',
  branch: 'one',
  commit: { time: 'one', message: 'one', parents: 'list' },
  approvals: 'list',
  hour: 'one',
  day: 'one',
}

const memoryShape: FactShape = {
  ...commitShape,
  key: 'one',
  op: 'one',
  memory: {
    type: 'one',
    media: 'one',
    tags: 'list',
    created: 'one',
    bytes: 'one',
    provenance: {
      agent: 'one',
      model: 'one',
      tool: 'one',
      source: { uri: 'one', digest: 'one' },
      derived: 'maps',
      activity: 'one',
    },
    governance: { licence: 'one', sensitivity: 'one', expires: 'one', priority: 'one' },
  },
}

/** What rules of this kind may ask about, with the type of each. */
export function factShape(on: 'memory' | 'commit'): FactShape {
  return on === 'memory' ? memoryShape : commitShape
}

export type Bindings = Record<string, CelInput>

const hourMs = 3_600_000n

/** Values of the facts of a commit, as expressions see them. */
export function commitBindings({ author, authors, branch, approvals, ...commit }: CommitFacts): Bindings {
  return {
    author,
    authors: [...authors],
    branch,
    approvals: [...approvals],
    hour: hourMs,
    day: 24n * hourMs,
    commit: mapOf({
      time: BigInt(commit.time),
      message: commit.message,
      parents: commit.parents.map(String),
    }),
  }
}

/** Values of the facts of one change of a memory, as expressions see them. */
export function changeBindings({ key, op, memory }: ChangeFacts): Bindings {
  const { type, media, tags, created } = memory
  return {
    key,
    op,
    memory: mapOf({
      type,
      media,
      tags: [...tags],
      created: BigInt(created),
      bytes: BigInt(bodyBytes(memory)),
      provenance: provenanceOf(memory),
      governance: governanceOf(memory),
    }),
  }
}

function provenanceOf({ provenance }: Memory): CelInput {
  const { agent, model, tool, source, derived, activity } = provenance
  return mapOf({
    agent,
    model,
    tool,
    source: source && mapOf({ ...source }),
    derived: (derived ?? []).map(({ memory, cube, relation }) =>
      mapOf({ memory: memory.toString(), cube: cube?.toString(), relation }),
    ),
    activity,
  })
}

function governanceOf({ governance }: Memory): CelInput {
  const { licence, sensitivity, expires, priority } = governance
  return mapOf({
    licence,
    sensitivity,
    expires: expires === undefined ? undefined : BigInt(expires),
    priority: priority === undefined ? undefined : BigInt(priority),
  })
}

/** Fields that are absent stay absent, so that `has` can ask for them. */
function mapOf(fields: Record<string, CelInput | undefined>): Map<string, CelInput> {
  return new Map(
    Object.entries(fields).filter((entry): entry is [string, CelInput] => entry[1] !== undefined),
  )
}

function bodyBytes({ body }: Memory): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : body.bytes
}
