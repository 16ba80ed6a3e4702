import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { isOpaque, RESERVED_PREFIX, type Memory, type OpaqueMemory } from '../../core/cube/index.ts'
import { getEntry, walk } from '../../core/tree/index.ts'
import {
  commitToRead,
  heldPart,
  isOneBlocked,
  keysHeld,
  readPayload,
  readText,
  type Reads,
  requireHeldKey,
  requireHeldPrefix,
  requireWhole,
  shownPart,
  signerOf,
  type CubeRecord,
  type Hears,
  type Trust,
  type Unnamed,
} from '../../cubes/index.ts'
import { forgottenError } from '../../cubes/forgotten/index.ts'
import { NodeError, notFound, type Stored } from '../../home/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { shownBody, shownGovernance, shownMemory, shownProvenance, shownValidity } from './shown-memory.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const get = useCase({
  name: 'get',
  summary: 'One memory, whole, with where it comes from.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube', 'key', 'at', 'branch']),
  input: z.strictObject({
    cube: inputs.cube,
    key: inputs.key,
    at: inputs.revision.optional(),
    branch: inputs.branch.optional(),
    bytes: z.boolean().optional().describe('of a payload the bytes, up to 8 MiB, in place of its link'),
  }),
  output: shownMemory,
  async run(node, { cube, key, at, branch, bytes }) {
    const record = await node.cubes.resolveHeld(cube)
    requireHeldKey(record, key.normalize('NFC'))
    if ((at ?? branch) !== undefined) requireWhole(record)
    const cid = await commitToRead(node, record, { at, branch })
    const entry = await getEntry(node.store, await node.cubes.state(cid), key.normalize('NFC'))
    if (entry === undefined) {
      throw notFound(
        `${record.name} has no memory "${key}"${(at ?? branch) === undefined ? '' : ` at ${at ?? branch}`}`,
        `see \`memcube keys ${record.name}\``,
      )
    }
    const gone = node.forgotten.in(record.cube, entry)
    if (gone !== undefined) throw forgottenError(gone)
    const memory = await node.cubes.read(entry)
    node.cache.used([record.cube])
    if (isOpaque(memory)) return shownOpaque(node, record, { key, cid: entry, commit: cid, memory })
    const [voice = signerOf(record)] = await node.voices.at(
      record,
      cid,
    )([{ key: key.normalize('NFC'), cid: entry, memory }])
    return {
      key,
      memory: entry.toString(),
      type: memory.type,
      media: memory.media,
      body:
        (await readText(node.store, memory)) ??
        (bytes === true ? await bytesOf(node, memory) : shownBody(memory)),
      tags: memory.tags,
      created: memory.created,
      valid: memory.valid === undefined ? null : shownValidity(memory.valid),
      provenance: shownProvenance(memory.provenance),
      governance: shownGovernance(memory.governance),
      data: memory.data ?? null,
      author: voice[0].author,
      tier: await node.voices.tier(record, voice),
      blocked: await isOneBlocked(node, [record.author, ...voice.map((one) => one.author)]),
      commit: cid.toString(),
      // Only verified commits become current, and each block was hashed on the way out of the store.
      verified: true,
      opaque: null,
    }
  },
})

/** Of an answer. Guess: a scan of a page; more goes to files with `export`. */
const maxPayloadBytes = 8 * 1024 * 1024

async function bytesOf({ store }: Stored, memory: Memory): Promise<ReturnType<typeof shownBody>> {
  const { body } = memory
  if (typeof body === 'string' || body instanceof Uint8Array) return shownBody(memory)
  if (body.bytes > maxPayloadBytes)
    throw new NodeError(
      'ERR_LIMIT',
      `the payload has ${body.bytes} bytes; at most ${maxPayloadBytes} are given`,
      {
        hint: '`memcube export CUBE FOLDER --format markdown` writes payloads of any size to files',
      },
    )
  const parts: Uint8Array[] = []
  for await (const part of readPayload(store, memory)) parts.push(part)
  return { base64: Buffer.concat(parts).toString('base64') }
}

/** Nobody here knows for whom else it stands, or how far it is meant; its record is shown as it is. */
async function shownOpaque(
  node: Stored & Trust & Hears,
  record: CubeRecord,
  { key, cid, commit, memory }: { key: string; cid: CID; commit: CID; memory: OpaqueMemory },
): Promise<Unnamed<z.infer<typeof shownMemory>>> {
  const { version, bytes, unknown } = memory
  const block = (await node.store.get(cid)) ?? new Uint8Array()
  const author = await node.voices.writer(record, commit, { key: key.normalize('NFC'), cid })
  return {
    key,
    memory: cid.toString(),
    type: 'opaque',
    media: 'application/vnd.ipld.dag-cbor',
    body: { base64: Buffer.from(block).toString('base64') },
    tags: [],
    created: 0,
    valid: null,
    provenance: { activity: 'opaque' },
    governance: {},
    data: null,
    author,
    tier: await node.authors.tier(record),
    blocked: await isOneBlocked(node, [record.author, author]),
    commit: commit.toString(),
    verified: true,
    opaque: { version, bytes, unknown: [...unknown] },
  }
}

export const keys = useCase({
  name: 'keys',
  summary: 'The keys of a cube, in order.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube', 'prefix', 'branch', 'at', 'tags', 'countTags']),
  input: z.strictObject({
    cube: inputs.cube,
    prefix: z.string().max(1024).optional(),
    branch: inputs.branch.optional(),
    at: inputs.revision.optional(),
    tags: inputs.tags.optional().describe('only keys of memories that carry all of these'),
    countTags: z.boolean().optional().describe('say which tags the memories of these keys carry'),
  }),
  output: z.object({
    keys: outputs.texts,
    tags: z
      .array(z.object({ tag: outputs.text, count: outputs.count }))
      .optional()
      .describe('with countTags: how many memories carry each, the most used first'),
    part: heldPart.optional(),
  }),
  async run(node, { cube, prefix, tags = [], countTags, ...from }, { signal }) {
    const record = await node.cubes.resolveHeld(cube)
    if (prefix !== undefined) requireHeldPrefix(record, prefix.normalize('NFC'))
    if ((from.at ?? from.branch) !== undefined) requireWhole(record)
    const tree = await node.cubes.state(await commitToRead(node, record, from))
    const found: string[] = []
    const counts = new Map<string, number>()
    const range = prefix === undefined ? {} : { prefix: prefix.normalize('NFC') }
    for await (const [key, cid] of walk(node.store, tree, { ...range, within: keysHeld(record) })) {
      if (key.startsWith(RESERVED_PREFIX) && prefix?.startsWith(RESERVED_PREFIX) !== true) continue
      if (tags.length > 0 || countTags === true) {
        signal.throwIfAborted()
        const carried = await tagsAt(node, cid)
        if (!tags.every((tag) => carried.includes(tag))) continue
        for (const tag of carried) counts.set(tag, (counts.get(tag) ?? 0) + 1)
      }
      found.push(key)
    }
    return {
      keys: found,
      ...shownPart(record),
      ...(countTags === true && { tags: mostUsedFirst(counts) }),
    }
  },
})

/** Each once; of what was forgotten none. */
async function tagsAt({ cubes, store }: Reads & Stored, cid: CID): Promise<string[]> {
  if (!(await store.has(cid))) return []
  return [...new Set((await cubes.memory(cid)).tags)]
}

function mostUsedFirst(counts: ReadonlyMap<string, number>): { tag: string; count: number }[] {
  return Array.from(counts, ([tag, count]) => ({ tag, count })).sort(
    (a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1),
  )
}
