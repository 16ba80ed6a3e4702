import { readFile, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { AuditEntry } from '../../core/audit/index.ts'
import { cosignRequest, listEntries, signOwnCheckpoint, verifyOwnLog } from '../../cubes/audit/index.ts'
import { invalidInput, notFound } from '../../home/index.ts'
import { writeWhole } from '../../exchange/export/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** A checkpoint with its proof and sixteen cosignatures has some 8 KiB. */
const maxNoteBytes = 64 * 1024

const entry = z.object({
  index: outputs.count,
  time: outputs.timeMs,
  kind: outputs.text,
  cube: outputs.text.optional(),
  commit: outputs.text.optional(),
  memory: outputs.text.optional(),
  head: outputs.count.optional().describe('sequence number'),
  ...outputs.ofAuthor,
  tier: outputs.text.optional(),
  peer: outputs.text.optional(),
  code: outputs.text.optional().describe('of a refusal'),
  verb: outputs.text.optional().describe('the call that was refused'),
  count: outputs.count.optional().describe('how many of its kind the entry stands for'),
})

const signed = z.object({
  origin: outputs.text,
  size: outputs.count,
  checkpoint: outputs.text,
  out: outputs.text.optional().describe('the file that it was written to'),
})

export const audit = useCase({
  name: 'audit',
  summary: 'What was done and refused in this home, the newest last.',
  writes: 'nothing',
  spans: 'one',
  input: z.strictObject({
    since: z.number().int().min(0).optional().describe('milliseconds since the Unix epoch'),
    kind: z.string().max(32).optional(),
    before: z.number().int().min(0).optional().describe('only entries before this index'),
    limit: z.number().int().min(1).max(1_000).default(100),
  }),
  output: z.object({
    entries: z.array(entry),
    size: outputs.count,
    before: outputs.count
      .nullable()
      .describe('the place to go on from with `before`; null at the beginning of the log'),
  }),
  async run(node, { since, kind, before, limit }) {
    await node.refusals.flush()
    const found = await listEntries(node.store, { sinceMs: since, kind, before, limit })
    return { ...found, entries: found.entries.map(shownEntry) }
  },
})

export const auditCheckpoint = useCase({
  name: 'audit-checkpoint',
  summary: 'Signs what the audit log is now.',
  writes: 'home',
  spans: 'one',
  input: z.strictObject({ out: inputs.path.optional(), since: z.number().int().min(0).optional() }),
  output: signed.extend({ root: outputs.text }),
  async run(node, { out, since }) {
    const { origin, size, root, text } = await signOwnCheckpoint(node, since)
    if (out !== undefined) await writeNote(out, text)
    return { origin, size, root: hex(root), checkpoint: text, ...(out !== undefined && { out }) }
  },
})

export const auditVerify = useCase({
  name: 'audit-verify',
  summary: 'Finds whether the audit log was edited, cut off or rewritten, and from where.',
  writes: 'nothing',
  spans: 'one',
  input: z.strictObject({ from: inputs.path.optional() }),
  output: z.object({
    ok: z.boolean(),
    entries: outputs.count,
    root: outputs.text,
    firstBad: outputs.count.nullable(),
    problems: z.array(z.object({ kind: outputs.text, index: outputs.count, message: outputs.sentence })),
    checkpoint: z
      .object({
        size: outputs.count,
        cosigners: z.array(z.object({ ...outputs.author, timeS: z.number() })),
      })
      .nullable()
      .describe('the one that was given'),
  }),
  async run(node, { from }, { signal }) {
    const given = from === undefined ? undefined : await readNote(from)
    const { entries, root, problems, checkpoint } = await verifyOwnLog(node, given, signal)
    return {
      ok: problems.length === 0,
      entries,
      root: hex(root),
      firstBad: problems[0]?.index ?? null,
      problems,
      checkpoint: checkpoint ?? null,
    }
  },
})

export const auditCosign = useCase({
  name: 'audit-cosign',
  summary: 'Cosigns a checkpoint of another home, if it continues the one cosigned before.',
  writes: 'home',
  spans: 'one',
  input: z.strictObject({ file: inputs.path, out: inputs.path.optional() }),
  output: signed.extend({ ...outputs.author, before: outputs.count.nullable() }),
  async run(node, { file, out }) {
    const { checkpoint, text, before } = await cosignRequest(node, await readNote(file))
    if (out !== undefined) await writeNote(out, text)
    const { origin, author, size } = checkpoint
    return {
      origin,
      author,
      size,
      before: before ?? null,
      checkpoint: text,
      ...(out !== undefined && { out }),
    }
  },
})

function writeNote(out: string, text: string): Promise<void> {
  return writeWhole(out, (path) => writeFile(path, text, { mode: 0o600 }))
}

async function readNote(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile() !== true) throw notFound(`no file at ${path}`, 'give the path of a checkpoint')
  if (found.size > maxNoteBytes)
    throw invalidInput(
      `${path} has ${found.size} bytes; a checkpoint has at most ${maxNoteBytes}`,
      'give the right file',
    )
  return readFile(path, 'utf8')
}

function shownEntry({
  v: _v,
  t: _t,
  prev: _prev,
  seq,
  cube,
  commit,
  memory,
  ...rest
}: AuditEntry): z.infer<typeof entry> {
  return {
    index: seq,
    ...rest,
    ...(cube !== undefined && { cube: cube.toString() }),
    ...(commit !== undefined && { commit: commit.toString() }),
    ...(memory !== undefined && { memory: memory.toString() }),
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
