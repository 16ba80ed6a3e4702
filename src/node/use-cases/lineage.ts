import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { commitToRead } from '../../cubes/branches.ts'
import { history } from '../../cubes/history.ts'
import { isVerified } from '../../cubes/is-verified.ts'
import { rowOf, type LineageRow } from '../../cubes/lineage/lineage-row.ts'
import { proveChange, standing } from '../../cubes/lineage/prove-change.ts'
import { parseSince } from '../../cubes/lineage/since.ts'
import { changesOfStep, stepOf } from '../../cubes/lineage/steps.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

/** A commit whose state is not held: what it changed cannot be said here. */
interface Unknown {
  commit: string
  author: string
  time: number
  verified: boolean
}

/** Rows of an answer. Guess: what fits in memory several times over; more are asked for with --since or --key. */
const maxRows = 10_000

export const lineage = useCase({
  name: 'lineage',
  summary:
    'For each change: who made it, when, from which source, with which model; what is proven, and what is claimed.',
  writes: 'nothing',
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
  async run(node, { cube, since: wanted, key: prefix = '', branch, limit }, { signal, progress }) {
    const record = await node.cubes.resolve(cube)
    const tip = await commitToRead(node, record, { branch })
    const since = await parseSince(node, record, wanted)
    const changes: LineageRow[] = []
    const notHeld: Unknown[] = []
    let more = false
    let commits = 0
    walking: for await (const entry of history(node, [tip])) {
      signal.throwIfAborted()
      if (await since.isBefore(entry)) continue
      progress({ phase: 'commits', done: ++commits, unit: 'commits' })
      const isSigned = await isVerified(node, entry.commit)
      const step = await stepOf(node, entry)
      if (step === undefined) {
        const { author, time } = entry.commit
        notHeld.push({ commit: entry.cid.toString(), author: formatDid(author), time, verified: isSigned })
        continue
      }
      for await (const change of changesOfStep(node, step, prefix.normalize('NFC'))) {
        if (changes.length >= limit) {
          more = true
          break walking
        }
        changes.push(await rowOf(node, step, change, await proveChange(node, step, change, isSigned)))
      }
    }
    return { cube: record.cube, since: since.text, changes, notHeld, more, standing }
  },
})
