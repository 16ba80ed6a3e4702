import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { createDepthChecks, DEFAULT_TREE_OPTIONS } from '../../core/tree/index.ts'
import { commitToRead, history, readingOnce, signedHistory } from '../../cubes/index.ts'
import {
  rowOf,
  type LineageRow,
  lineageRow,
  proofOf,
  standing,
  parseSince,
  changesOfStep,
  stepOf,
} from '../../cubes/lineage/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** Rows of an answer. Guess: what fits in memory several times over; more are asked for with --since or --key. */
const maxRows = 10_000

const claimed = z.object({ verified: outputs.texts, claimed: outputs.texts })
const answer = z.object({
  cube: outputs.text,
  since: outputs.maybe,
  changes: z.array(lineageRow),
  notHeld: z
    .array(
      z.object({
        commit: outputs.text,
        ...outputs.author,
        time: outputs.timeMs,
        verified: z.boolean(),
      }),
    )
    .describe('commits whose state is not held: what they changed cannot be said here'),
  more: z.boolean(),
  standing: z
    .object({ change: claimed, state: claimed, none: claimed })
    .describe('which fields of a row are proven and which its author claims, by its `proof`'),
})
type Answer = outputs.Unnamed<z.infer<typeof answer>>

export const lineage = useCase({
  name: 'lineage',
  summary:
    'For each change: who made it, when, from which source, with which model; what is proven, and what is claimed.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input: z.strictObject({
    cube: inputs.cube,
    since: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('an ISO 8601 time, a duration such as 7d, or a revision; what is older is left out'),
    key: z.string().max(1024).optional().describe('only keys that begin with this'),
    branch: inputs.branch.optional(),
    limit: z.number().int().min(1).max(100_000).default(maxRows),
  }),
  output: answer,
  async run(node, { cube, since: wanted, key: prefix = '', branch, limit }, { signal, progress }) {
    const record = await node.cubes.resolve(cube)
    const reads = readingOnce(node, signal)
    const asked = { ...reads, authors: node.authors, nowMs: () => node.nowMs() }
    const tip = await commitToRead(asked, record, { branch })
    const since = await parseSince(asked, record, wanted)
    const heard = { ...reads, voices: node.voices.over(reads) }
    const signed = await signedHistory(reads, record.cube, tip)
    const checks = createDepthChecks(DEFAULT_TREE_OPTIONS.bitsPerLevel)
    const changes: LineageRow[] = []
    const notHeld: Answer['notHeld'] = []
    let more = false
    let commits = 0
    walking: for await (const entry of history(reads, [tip])) {
      signal.throwIfAborted()
      const isVerified = signed.pass(entry.cid, entry.commit)
      if (await since.isBefore(entry)) continue
      progress({ phase: 'commits', done: ++commits, unit: 'commits' })
      const isSigned = await isVerified()
      const step = await stepOf(reads, entry)
      if (step === undefined) {
        const { author, time } = entry.commit
        notHeld.push({ commit: entry.cid.toString(), author: formatDid(author), time, verified: isSigned })
        continue
      }
      for await (const change of changesOfStep(reads, step, prefix.normalize('NFC'), checks)) {
        if (changes.length >= limit) {
          more = true
          break walking
        }
        changes.push(await rowOf(heard, record, step, change, proofOf(step, isSigned)))
      }
    }
    await signed.keep()
    return { cube: record.cube, since: since.text, changes, notHeld, more, standing }
  },
})
