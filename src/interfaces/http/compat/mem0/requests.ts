/** What Mem0's clients send, and what of it means something here. Pure: a body or query in, a request or a refusal out. */
import { z } from 'zod'
import { MemCubeError } from '../../../../core/errors.ts'
import { sayUnfit } from '../../../../node/index.ts'
import { isWithin } from './filter.ts'
import { maxIdBytes, scopeFields, type Scope } from './scope.ts'

/** A conversation that is kept at once: each message is a commit. A guess. */
const maxMessages = 256
/** As many as one page of any list. */
const maxPage = 1_000
/** As `remove` takes, and each is read first. A guess. */
const maxBatch = 1_000

const id = z
  .string()
  .min(1)
  .transform((text) => text.normalize('NFC'))
  .refine((text) => Buffer.byteLength(text) <= maxIdBytes, `expected at most ${maxIdBytes} bytes`)
const orNull = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined)
/** As deep as a block can hold it, with the memory around it. protocols/cube/spec.md */
const maxLevels = 24
const fields = z
  .record(z.string(), z.unknown())
  .refine((value) => isWithin(value, maxLevels), `expected at most ${maxLevels} levels`)
const scope = Object.fromEntries(scopeFields.map((name) => [name, orNull(id)])) as Record<
  (typeof scopeFields)[number],
  ReturnType<typeof orNull<typeof id>>
>
/** For Mem0's own model, account or server: nothing here does anything with it, and the answer names what was given. */
const ignored = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, z.unknown().optional()]))
const account = ['org_id', 'project_id', 'version', 'api_version', 'output_format', 'async_mode', 'source']

const part = z.strictObject({ type: z.literal('text'), text: z.string() })
const message = z.looseObject({
  role: z.string().min(1).max(64),
  content: z.union([z.string(), z.array(part), part, z.null()]).optional(),
  name: orNull(z.string().max(256)),
})

const add = z.strictObject({
  ...scope,
  messages: z.union(
    [z.string(), message, z.array(message).max(maxMessages)],
    `expected a text, a message, or at most ${maxMessages} messages, each with a role and a text`,
  ),
  filters: orNull(fields),
  metadata: orNull(fields),
  infer: orNull(z.boolean()),
  timestamp: orNull(z.number().int().min(0).max(253_402_300_799)),
  ...ignored(
    ...account,
    'custom_categories',
    'custom_instructions',
    'agent_custom_instructions',
    'structured_data_schema',
    'memory_type',
    'prompt',
    'includes',
    'excludes',
    'enable_graph',
    'categories',
  ),
})

const search = z.strictObject({
  ...scope,
  query: z.string().trim().min(1).max(8_192),
  filters: orNull(fields),
  metadata: orNull(fields),
  categories: orNull(z.array(z.string()).max(64)),
  top_k: orNull(z.number().int().min(1).max(maxPage)),
  limit: orNull(z.number().int().min(1).max(maxPage)),
  ...ignored(
    ...account,
    'rerank',
    'threshold',
    'fields',
    'show_expired',
    'reference_date',
    'latest_only',
    'keyword_search',
    'filter_memories',
    'explain',
    'enable_graph',
  ),
})

const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.number().int())
const paging = {
  page: orNull(number.pipe(z.number().min(1).max(1_000_000))),
  page_size: orNull(number.pipe(z.number().min(1).max(maxPage))),
}
const list = z.strictObject({
  ...scope,
  ...paging,
  filters: orNull(fields),
  start_date: orNull(z.string().max(64)),
  end_date: orNull(z.string().max(64)),
  categories: orNull(z.array(z.string()).max(64)),
  top_k: orNull(number.pipe(z.number().min(0).max(maxPage))),
  ...ignored(...account, 'show_expired', 'latest_only', 'enable_graph', 'fields'),
})

const change = z
  .strictObject({
    text: orNull(z.string()),
    data: orNull(z.string()),
    metadata: orNull(fields),
    timestamp: orNull(
      z.union([
        z.number().min(0).max(253_402_300_799),
        z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1_000),
        z.iso.date().transform((text) => Date.parse(text) / 1_000),
      ]),
    ),
    // Nothing expires here: to clear it is fine.
    expiration_date: z.null().optional(),
    ...ignored(...account),
  })
  .refine(
    ({ text, data, metadata, timestamp, expiration_date: expires }) =>
      [text, data, metadata, timestamp].some((value) => value !== undefined) || expires === null,
    'expected text, metadata or timestamp',
  )
const some = z.strictObject({ ...scope, ...ignored(...account) })
const named = z.object({ memory_id: id })
const batchChange = z.strictObject({
  memories: z
    .array(named.extend({ text: orNull(z.string()), metadata: orNull(fields) }).strict())
    .min(1)
    .max(maxBatch),
})
const batchRemove = z.strictObject({ memories: z.array(named.strict()).min(1).max(maxBatch) })

export const requests = { add, search, list, change, some, batchChange, batchRemove }

type Read<Name extends keyof typeof requests> = z.infer<(typeof requests)[Name]>

/** @throws ERR_INVALID_INPUT */
export function readRequest<Name extends keyof typeof requests>(name: Name, given: unknown): Read<Name> {
  const read = requests[name].safeParse(given, { reportInput: true })
  if (read.success) return read.data as Read<Name>
  throw new MemCubeError('ERR_INVALID_INPUT', sayUnfit(read.error), {
    hint: 'docs/mem0.md lists what is taken, and what is not done here',
  })
}

export interface Message {
  role: string
  text: string
  name: string | undefined
}

/** Those that are kept: as in Mem0 without inference, none of the system and none without words. */
export function keptMessages(given: Read<'add'>['messages']): Message[] {
  const all = typeof given === 'string' ? [{ role: 'user', content: given, name: undefined }] : [given].flat()
  return all.flatMap(({ role, content, name }) => {
    const text = textOf(content)
    return role === 'system' || text.trim() === '' ? [] : [{ role, text, name }]
  })
}

function textOf(content: z.infer<typeof message>['content']): string {
  if (typeof content === 'string') return content
  return [content ?? []]
    .flat()
    .map(({ text }) => text)
    .join('\n')
}

/** Whom a request names, in its fields or in its filters; those of the fields count more. @throws ERR_INVALID_INPUT for none */
export function scopeGiven(given: Partial<Record<keyof Scope | 'filters', unknown>>): Scope {
  const filters = (given.filters ?? {}) as Record<string, unknown>
  const ids = scopeFields.flatMap((name) => {
    const value = given[name] ?? filters[name]
    return value === undefined || value === null ? [] : [[name, value] as const]
  })
  const read = z.record(z.string(), id).safeParse(Object.fromEntries(ids))
  if (!read.success) throw new MemCubeError('ERR_INVALID_INPUT', sayUnfit(read.error))
  if (ids.length > 0) return read.data
  throw new MemCubeError('ERR_INVALID_INPUT', `expected at least one of ${scopeFields.join(', ')}`, {
    hint: 'say whose memories are meant',
  })
}

/** Names of what was given and has no effect. */
export function ignoredIn(name: keyof typeof requests, given: unknown): string[] {
  const shape = requests[name].shape as Record<string, z.ZodType>
  return Object.keys(given as object).filter((field) => {
    const type = shape[field]
    return type instanceof z.ZodOptional && type.unwrap() instanceof z.ZodUnknown
  })
}
