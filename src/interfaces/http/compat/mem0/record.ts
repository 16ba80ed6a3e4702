/** A memory of a cube as Mem0 shows it, and what of one of Mem0 is kept where. Pure. */
import { hash } from 'node:crypto'
import type { AnswerOf } from '../../../../node/index.ts'
import { scopeOfTag, type Scope } from './scope.ts'

export type Stored = AnswerOf<'get'>

export interface Mem0Record {
  id: string
  memory: string
  hash: string
  user_id: string | null
  agent_id: string | null
  app_id: string | null
  run_id: string | null
  actor_id: string | null
  role: string | null
  metadata: Record<string, unknown> | null
  categories: string[] | null
  expiration_date: string | null
  created_at: string
  updated_at: string
}

/** Undefined for what has no text: Mem0 has no word for it. */
export function recordOf(id: string, stored: Stored): Mem0Record | undefined {
  const { body, tags, created, governance, provenance } = stored
  if (typeof body !== 'string') return undefined
  const data = stored.data ?? {}
  const changed = iso(created)
  const categories = tags.filter((tag) => scopeOfTag(tag) === undefined)
  return {
    id,
    memory: body,
    hash: hash('md5', body),
    user_id: idOf(data['user_id']),
    // The importer says it where any cube does.
    agent_id: idOf(data['agent_id'] ?? provenance.agent),
    app_id: idOf(data['app_id']),
    run_id: idOf(data['run_id']),
    actor_id: textOf(data['actor_id']),
    role: textOf(data['role']),
    metadata: isFields(data['metadata']) ? data['metadata'] : null,
    categories: categories.length > 0 ? categories : null,
    expiration_date: governance.expires === undefined ? null : iso(governance.expires).slice(0, 10),
    created_at: textOf(data['created_at']) ?? changed,
    updated_at: changed,
  }
}

/** What is kept with a new memory. */
export function newData(
  scope: Scope,
  said: {
    metadata: Record<string, unknown> | undefined
    role: string
    name: string | undefined
    createdMs: number
  },
): Record<string, unknown> {
  return {
    ...scope,
    role: said.role,
    ...(said.name !== undefined && { actor_id: said.name }),
    ...(said.metadata !== undefined && { metadata: said.metadata }),
    created_at: iso(said.createdMs),
  }
}

/** What is kept with one that was changed: all that was, and when it was made. */
export function changedData(
  stored: Stored,
  { metadata, createdMs }: { metadata: Record<string, unknown> | undefined; createdMs: number | undefined },
): Record<string, unknown> {
  const data = stored.data ?? {}
  const made = createdMs === undefined ? (textOf(data['created_at']) ?? iso(stored.created)) : iso(createdMs)
  // A change says anew who made the memory: what the importer said of it would be gone.
  const agent = data['agent_id'] ?? stored.provenance.agent
  return {
    ...data,
    ...(agent !== undefined && { agent_id: agent }),
    ...(metadata !== undefined && { metadata }),
    created_at: made,
  }
}

/** One state of a memory in its history. */
export interface Version {
  commit: string
  timeMs: number
  record: Mem0Record | undefined
}

/** What became of a memory, the oldest first. @param versions the oldest first */
export function historyOf(id: string, versions: readonly Version[]): Record<string, unknown>[] {
  return versions.flatMap(({ commit, timeMs, record }, at) => {
    const before = at === 0 ? undefined : versions[at - 1]?.record
    if (record === undefined && before === undefined) return []
    const event = record === undefined ? 'DELETE' : before === undefined ? 'ADD' : 'UPDATE'
    return [
      {
        id: commit,
        memory_id: id,
        old_memory: before?.memory ?? null,
        new_memory: record?.memory ?? null,
        event,
        user_id: (record ?? before)?.user_id ?? null,
        metadata: (record ?? before)?.metadata ?? null,
        created_at: (record ?? before)?.created_at ?? iso(timeMs),
        updated_at: iso(timeMs),
        is_deleted: event === 'DELETE',
        actor_id: (record ?? before)?.actor_id ?? null,
        role: (record ?? before)?.role ?? null,
      },
    ]
  })
}

export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** As its tag has it. */
function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value.normalize('NFC') : null
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
