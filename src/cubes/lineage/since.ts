/** How far back somebody wants to look: a time, a duration, or a revision. */
import type { CID } from 'multiformats/cid'
import type { Reads, Trust } from '../needs.ts'
import { type Clock, parseTime } from '../../home/index.ts'
import { ancestryOf } from '../ancestry.ts'
import type { CubeRecord } from '../cube-record.ts'
import type { HistoryEntry } from '../history.ts'
import { resolveRevision } from '../revision.ts'

interface Since {
  /** As it is answered: a commit, or a time in ISO 8601; null for everything. */
  text: string | null
  /** Whether a commit is older than what was asked for. Asked from newer to older. */
  isBefore(entry: HistoryEntry): Promise<boolean>
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** @throws ERR_NOT_FOUND for what is neither a time nor a revision */
export async function parseSince(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  text: string | undefined,
): Promise<Since> {
  if (text === undefined) return { text: null, isBefore: async () => false }
  const time = timeOf(text, node.nowMs())
  if (time !== undefined) {
    return {
      text: new Date(time).toISOString(),
      // A commit's time is what its author says, and no older than its parents': nothing younger lies beyond it.
      isBefore: async ({ commit }) => commit.time < time,
    }
  }
  const from: CID = await resolveRevision(node, record, text)
  const isKnown = ancestryOf(node, from)
  return { text: from.toString(), isBefore: ({ cid, commit }) => isKnown(cid, commit) }
}

/** A branch may be named like a duration, hardly like a date. */
function timeOf(text: string, nowMs: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  const length = unitMs[unit]
  if (count !== undefined && length !== undefined) return Math.max(0, nowMs - Number(count) * length)
  return parseTime(text)
}
