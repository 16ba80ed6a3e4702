import { statSync } from 'node:fs'
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import type { Memory } from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import { type Clock, type Stored, invalidInput, NodeError, notFound } from '../../home/index.ts'
import {
  mediaOfFile,
  branchNamed,
  checkOwnKey,
  compose,
  composeText,
  type ComposedMemory,
  clearableFields,
  keptFields,
  keyFromText,
  storePayload,
  holdOwn,
  writeCommit,
} from '../../cubes/index.ts'
import { similarMemory, similarTo } from '../../finding/packing/index.ts'
import { judged, writes } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

const asked = z.strictObject({
  cube: inputs.cube,
  text: z.string().optional(),
  file: inputs.path.optional(),
  type: z.enum(['plaintext', 'activation', 'parameter']).optional().describe('plaintext for what is new'),
  media: z.string().min(1).max(256).optional(),
  key: inputs.ownKey.optional(),
  tags: inputs.tags.optional().describe('in place of those that the memory has; [] for none'),
  source: z.string().max(2048).optional(),
  clear: z
    .array(z.enum(clearableFields))
    .optional()
    .describe('what the memory under the key shall not keep; without it all stays that is not given anew'),
  data: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'what a program keeps with the memory; `session` and `order` tell recall what belongs together',
    ),
  agent: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('the program that says it where no person does; kept with the memory'),
  branch: inputs.branch.optional(),
  message: inputs.message,
  replaces: z
    .string()
    .max(256)
    .optional()
    .describe('the memory that the key holds, as far as the caller knows; another one is a conflict'),
  similar: z
    .boolean()
    .optional()
    .describe('also answer which memories here say the same already, or say otherwise'),
})
const input = asked.superRefine(judgedBy(keyOf, ({ file }) => (file === undefined ? 'text' : 'file')))

export const add = useCase({
  name: 'add',
  summary: 'Adds one memory in one commit, or changes the memory that the key holds.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    ...writes(['cube', 'text', 'key', 'tags', 'source', 'data', 'branch', 'message', 'replaces', 'similar']),
    fixed: (_granted, agent) => (agent === undefined ? {} : { agent }),
  }),
  input,
  output: z.object({
    cube: outputs.text,
    key: outputs.text,
    memory: outputs.text,
    commit: outputs.text,
    similar: z
      .array(similarMemory)
      .optional()
      .describe('where it was asked for: what says the same already, or says otherwise'),
    ...outputs.noticed,
  }),
  async run(node, request, { signal }) {
    const { cube } = await node.cubes.resolve(request.cube)
    const { text } = request
    // Looked for before it is written: afterwards it would find itself.
    const similar = request.similar === true && text !== undefined ? await similarTo(node, text, signal) : []
    const isItself = (one: { cube: string; key: string }, key: string): boolean =>
      one.cube === cube && one.key === key
    const added = await holdOwn(node, cube, async (record) => {
      const branch = branchNamed(record, request.branch)
      const key = keyOf(request)
      const before = await getEntry(node.store, (await node.cubes.commit(branch.commit)).tree, key)
      requireReplaced(key, request.replaces, before)
      // One that cannot be read any more has nothing to keep.
      const there = before !== undefined && (await node.store.has(before)) ? before : undefined
      const composed = await composeRequest(node, key, request, there && (await node.cubes.memory(there)))
      if (before?.equals(composed.cid) === true) {
        return { cube, key: composed.key, memory: composed.cid.toString(), commit: branch.commit.toString() }
      }
      const message = request.message ?? `${before === undefined ? 'add' : 'change'} ${composed.key}`
      const { commit } = await writeCommit(
        node,
        record,
        [{ key: composed.key, before, after: composed }],
        message,
        branch,
      )
      return { cube, key: composed.key, memory: composed.cid.toString(), commit: commit.toString() }
    })
    if (request.similar !== true) return added
    return { ...added, similar: similar.filter((one) => !isItself(one, added.key)) }
  },
})

/** @throws ERR_CONFLICT when somebody wrote there meanwhile */
function requireReplaced(key: string, replaces: string | undefined, before: CID | undefined): void {
  if (replaces === undefined || before?.toString() === replaces) return
  throw new NodeError(
    'ERR_CONFLICT',
    `"${key}" holds ${before === undefined ? 'nothing' : `${before}`} now, not ${replaces}; nothing was written`,
    { hint: 'look at what is there, and say again what shall take its place' },
  )
}

/** @throws ERR_INVALID_INPUT for neither a text nor a file, and for both */
function keyOf({ text, file, key, type }: z.infer<typeof asked>): string {
  if (file !== undefined && text === undefined) {
    if (key === undefined)
      throw invalidInput('a memory from a file needs a key', 'say under which key with --key')
    return checkOwnKey(key)
  }
  if (text === undefined || file !== undefined)
    throw invalidInput(
      'expected either a text or a file',
      'give the TEXT, `-` to read it from stdin, or --file F',
    )
  if (type !== undefined && type !== 'plaintext')
    throw invalidInput(`a memory of type ${type} comes from a file`, 'give the payload with --file F')
  if (text.trim() === '')
    throw invalidInput('the text is empty', 'say what to remember; `memcube remove` takes a memory away')
  return checkOwnKey(key ?? keyFromText(text))
}

/** @param before the memory that the key holds: what it says of itself stays, where nothing else is said */
async function composeRequest(
  node: Stored & Clock,
  key: string,
  { text, file, tags, data, clear = [], ...request }: z.infer<typeof input>,
  before: Memory | undefined,
): Promise<ComposedMemory> {
  const kept = keptFields(before, text !== undefined, clear)
  const source = request.source === undefined ? kept.source : { uri: request.source }
  const { valid, governance } = kept
  const said = data ?? kept.data
  const fields = {
    type: request.type ?? kept.type ?? ('plaintext' as const),
    tags: tags ?? kept.tags,
    created: node.nowMs(),
    provenance: {
      activity: 'add',
      ...(request.agent !== undefined && { agent: request.agent }),
      ...(source !== undefined && { source }),
    },
    governance,
    ...(valid !== undefined && { valid }),
    ...(said !== undefined && { data: said }),
  }
  const media = request.media ?? kept.media
  if (text !== undefined) return composeText(key, text, { ...fields, media: media ?? 'text/plain' })
  const path = file as string
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() !== true) throw notFound(`no file at ${path}`, 'give --file the path of a file')
  const body = await storePayload(node.store, path, stat.size)
  return compose(key, { ...fields, media: media ?? mediaOfFile(path), body }, [])
}
